/**
 * A dry run on labelled data inside one organisation: tokens under a throw-away key, linked as the linkage
 * unit would, compared with the truth. Nothing personal is kept: the tokens lie in a folder that goes.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColumnPlan } from '../agreement/index.ts';
import type { Ambient } from '../ambient.ts';
import { Hmac256 } from '../custody/index.ts';
import { unusable } from '../errors.ts';
import { wilson } from '../estimate/index.ts';
import {
  type Extract,
  type IntakeOptions,
  isRejection,
  openIntake,
  readRows,
  temporaryFolder,
} from '../files/index.ts';
import {
  countFlag,
  type FlagCells,
  type FlagSource,
  flagCells,
  loadScheme,
  type RunResult,
  refuseUnknownFlags,
  resolveColumns,
  rowReference,
  run,
  type Scheme,
} from '../pseudonymise/index.ts';
import { type Assigned, assignPeople, THRESHOLD, type TokenShare } from './assign.ts';
import { duckdbEngine } from './engines/duckdb.ts';
import { type LabelledPairs, type Score, scoreClusters, scoreLinks, type Truth } from './score.ts';
import { type TellingError, tellingErrors } from './telling.ts';

export interface RehearsalOptions {
  readonly files: readonly string[];
  /** How each of them is read; as it is recognised unless said. */
  readonly intake?: IntakeOptions;
  readonly columns: readonly ColumnPlan[];
  readonly scheme: string;
  /** Header of the column that says who is who. */
  readonly truth: string;
  /** Header of a column to score by as well. */
  readonly group?: string;
  readonly threshold?: number;
  readonly threads: number;
  readonly memoryMegabytes: number;
  readonly ambient: Ambient;
  readonly onStage?: (stage: string, done: number, of: number) => void;
}

export interface Rehearsal {
  readonly records: number;
  readonly pairs: Score & { readonly true: number; readonly found: number };
  readonly clusters: Score;
  readonly threshold: number;
  readonly byThreshold: readonly (Score & { readonly threshold: number })[];
  readonly byGroup?: readonly {
    readonly group: string;
    readonly records: number;
    /** `true`: how many pairs of the group are one person. */
    readonly pairs: Score & { readonly true: number };
    readonly clusters: Score;
    /** Of the recall of pairs: 95 %, Wilson's, as if pairs were independent. Not there where no pair is one person. */
    readonly recallInterval?: { readonly lower: number; readonly upper: number };
  }[];
  /** Columns of flags with cells that their map does not name; left out where there are none. */
  readonly unnamedFlags?: readonly { readonly column: string; readonly cells: number }[];
  /** The ten most frequent kinds of error. */
  readonly errors: readonly TellingError[];
  readonly seconds: { readonly pseudonymise: number; readonly link: number; readonly total: number };
}

const THRESHOLDS = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

/**
 * @throws unusable `COLUMN_MISSING` when the truth or group column is not in a file, `FLAG_VALUES` as
 * `pseudonymise` does, and all that reading an extract throws
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  refuseIdentifyingGroup(options);
  const { assigned, labels, unnamedFlags, seconds } = await rehearseLinkage(options);
  const all = labelled(assigned, labels, options.files.length > 1);
  const threshold = options.threshold ?? THRESHOLD;
  const links = { ...assigned.candidates.pairs, probability: assigned.probability };
  const { right: candidates } = scoreLinks(links, Number.MIN_VALUE, all.truth);
  const { right: _, ...pairs } = scoreLinks(links, threshold, all.truth);
  return {
    records: all.labels.length,
    pairs,
    clusters: scoreClusters(all.label, all.truth),
    threshold,
    byThreshold: THRESHOLDS.map((at) => {
      const { precision, recall, f1 } = scoreLinks(links, at, all.truth);
      return { threshold: at, precision, recall, f1 };
    }),
    ...(options.group === undefined ? {} : { byGroup: scoresByGroup(all, links, threshold) }),
    ...(unnamedFlags.size === 0
      ? {}
      : { unnamedFlags: [...unnamedFlags].map(([column, cells]) => ({ column, cells })) }),
    errors: tellingErrors(assigned, threshold, all.truth, pairs.true - candidates),
    seconds,
  };
}

export interface RowLabels {
  readonly file: number;
  readonly truth: string;
  readonly group: string;
}

/** The linkage behind a rehearsal, with each record's labels by reference: for measuring more closely. */
export async function rehearseLinkage(options: RehearsalOptions): Promise<{
  readonly scheme: Scheme;
  readonly assigned: Assigned;
  readonly labels: ReadonlyMap<string, RowLabels>;
  /** How many cells of each flag hold a value that its map does not name; flags without any are left out. */
  readonly unnamedFlags: ReadonlyMap<string, number>;
  readonly seconds: Rehearsal['seconds'];
}> {
  const started = options.ambient.now().getTime();
  const temporary = await temporaryFolder('throughline-rehearsal-');
  const folder = temporary.path;
  try {
    const others = options.columns.flatMap(({ as }) =>
      as.kind === 'identifier' && as.identifier === 'other' ? [as.name ?? 'other'] : [],
    );
    const scheme = loadScheme(options.scheme, others);
    const labels = new Map<string, RowLabels>();
    const unnamedFlags = new Map<string, number>();
    const secret = new Hmac256(options.ambient.random(32));
    const shares: TokenShare[] = [];
    for (const [index, file] of options.files.entries()) {
      const own = join(folder, String(index));
      const { share, flags } = await tokenShare(file, index, secret, scheme, own, options, labels);
      shares.push(share);
      for (const { header, unnamed } of flags) {
        const cells = [...unnamed.values()].reduce((sum, one) => sum + one, 0);
        if (cells > 0) unnamedFlags.set(header, (unnamedFlags.get(header) ?? 0) + cells);
      }
    }
    const linking = options.ambient.now().getTime();
    const assigned = await assignPeople(shares, scheme, {
      engine: duckdbEngine,
      threshold: options.threshold ?? THRESHOLD,
      spill: join(folder, 'spill'),
      memoryMegabytes: options.memoryMegabytes,
      threads: options.threads,
      mostSharing: 100,
      ...(shares.length > 1 ? { compare: (left: number, right: number) => left !== right } : {}),
      ...(options.onStage === undefined ? {} : { onStage: options.onStage }),
    });
    const ended = options.ambient.now().getTime();
    const seconds = {
      pseudonymise: (linking - started) / 1000,
      link: (ended - linking) / 1000,
      total: (ended - started) / 1000,
    };
    return { scheme, assigned, labels, unnamedFlags, seconds };
  } finally {
    await temporary.remove();
  }
}

async function tokenShare(
  file: string,
  index: number,
  secret: Hmac256,
  scheme: Scheme,
  folder: string,
  { intake, columns, truth, group, threads, ambient, onStage }: RehearsalOptions,
  labels: Map<string, RowLabels>,
): Promise<{ readonly share: TokenShare; readonly flags: readonly FlagCells[] }> {
  const extract = await openIntake(file, intake);
  const { identifiers, flags: flagSources } = resolveColumns(columns, extract.header, extract.name);
  const person = ambient.random(32);
  const recipe = {
    header: extract.header,
    identifiers: identifiers.filter(({ column }) => column.identifier !== 'local-person-id'),
    events: [],
    flags: [],
    scheme,
    sensitive: [],
    window: {},
    today: ambient.now().toISOString().slice(0, 10),
    everyRowIsAPerson: true,
  };
  const keys = {
    tokens: scheme.matchKeys.map((_, key) => secret.full(Uint8Array.of(key))),
    person,
    case: person,
    household: person,
    stranger: person,
  };
  await mkdir(folder);
  const result: RunResult = await run(extract, recipe, keys, folder, {
    threads,
    onProgress: (_, done, of) => onStage?.('making tokens', done, of),
  });
  const flags = flagSources.map(({ index: at }) => flagCells(extract.header[at] ?? ''));
  const rows = { person: new Hmac256(person), truth, group, flagSources };
  await readLabels(extract, index, rows, labels, flags);
  refuseUnknownFlags(extract.name, undefined, flags);
  const share = {
    agency: String(index),
    file: join(folder, 'tokens', 'tokens.csv'),
    matchKeys: scheme.matchKeys.map((key) => key.name),
    manifest: result,
  };
  return { share, flags };
}

interface LabelColumns {
  readonly person: Hmac256;
  readonly truth: string;
  readonly group: string | undefined;
  readonly flagSources: readonly FlagSource[];
}

/** Reads who is who, and counts what stands in the flags, which hide nobody here. */
async function readLabels(
  extract: Extract,
  file: number,
  { person, truth, group, flagSources }: LabelColumns,
  labels: Map<string, RowLabels>,
  flags: readonly FlagCells[],
): Promise<void> {
  const at = position(extract, truth);
  const groupAt = group === undefined ? -1 : position(extract, group);
  for await (const row of readRows(extract)) {
    if (isRejection(row)) continue;
    for (const [flag, { index, raised, lowered }] of flagSources.entries()) {
      const cell = row.cells[index]!.trim();
      if (cell !== '') countFlag(flags[flag]!, cell, raised.includes(cell) || lowered.includes(cell));
    }
    const named = row.cells[at]!.trim();
    const reference = rowReference(person, row.row);
    labels.set(reference, {
      file,
      truth: named === '' ? `alone ${reference}` : named,
      group: row.cells[groupAt] ?? '',
    });
  }
}

function position(extract: Extract, name: string): number {
  const at = extract.header.findIndex((header) => header.trim() === name);
  if (at >= 0) return at;
  throw unusable('COLUMN_MISSING', `the header has no column ${name}`, {
    hint: 'name the column as the header spells it',
    place: { file: extract.name, row: 1 },
  });
}

interface Labelled {
  /** Labels in the order of linked people, then those of records that have no tokens, each a cluster of its own. */
  readonly labels: readonly RowLabels[];
  readonly label: Int32Array;
  readonly truth: Truth;
}

function labelled(
  { candidates, clusters }: Assigned,
  byReference: ReadonlyMap<string, RowLabels>,
  betweenFiles: boolean,
): Labelled {
  const linked = new Set(candidates.people.reference);
  const references = [...linked, ...[...byReference.keys()].filter((reference) => !linked.has(reference))];
  const labels = references.map((reference) => byReference.get(reference)!);
  return {
    labels,
    label: Int32Array.from(references, (_, index) => clusters.label[index] ?? index),
    truth: { person: labels.map(({ truth }) => truth), file: labels.map(({ file }) => file), betweenFiles },
  };
}

function scoresByGroup({ labels, label, truth }: Labelled, links: LabelledPairs, threshold: number) {
  return [...new Set(labels.map(({ group }) => group))].sort().map((group) => {
    const inGroup = (person: number): boolean => labels[person]!.group === group;
    const { found: _, right, ...pairs } = scoreLinks(links, threshold, truth, inGroup);
    return {
      group,
      records: labels.filter((other) => other.group === group).length,
      pairs,
      clusters: scoreClusters(label, truth, inGroup),
      ...(pairs.true === 0 ? {} : { recallInterval: intervalOf(right, pairs.true) }),
    };
  });
}

function intervalOf(right: number, of: number): { lower: number; upper: number } {
  const { lower, upper } = wilson(right, of);
  return { lower: lower / 100, upper: upper / 100 };
}

/** Groups are printed by name, so a column that names people cannot be one. */
function refuseIdentifyingGroup({ columns, group }: RehearsalOptions): void {
  const identifying = columns.some(
    ({ source, as }) => source === group && as.kind === 'identifier' && as.identifier !== 'sex',
  );
  if (group === undefined || !identifying) return;
  throw unusable(
    'GROUP_IDENTIFIES',
    `the column ${group} is an identifier, and its values would be printed`,
    {
      hint: 'group by a column that names no person, such as an area or an ethnic group',
    },
  );
}
