/** The agency's step: one extract into a tokens package and an events package, permitted, logged, whole or not at all. */
import { join } from 'node:path';
import {
  attempt,
  type ColumnPlan,
  columnsOf,
  hasLocalIds,
  type Permit,
  recordAllDone,
  requestPermit,
} from '../agreement/index.ts';
import {
  digestForLog,
  keyCheck,
  readProjectKey,
  readReferenceSecret,
  recordOwnAct,
  referenceKey,
  tokenKey,
  type Workspace,
} from '../custody/index.ts';
import { unusable } from '../errors.ts';
import {
  digestOfFile,
  type Extract,
  type IntakeOptions,
  openIntake,
  PRIVATE_DIRECTORY,
  readPackage,
  stageDirectory,
  type TableFormat,
} from '../files/index.ts';
import { band, sha256 } from '../sharelog/index.ts';
import { refuseUnknownFlags } from './flags.ts';
import { acceptedIn, refuseIdentifiersLeftIn } from './left-in.ts';
import { writeEventsPackage, writeRejected, writeTokensPackage } from './packages.ts';
import { withheldFrom } from './people.ts';
import { type Recipe, type RecipeKeys, resolveColumns } from './recipe.ts';
import type { RejectedRow } from './rejected.ts';
import { type RunResult, run } from './run.ts';
import { loadScheme, type Scheme } from './scheme.ts';
import { readSensitiveAddresses } from './sensitive.ts';

export interface PseudonymiseOptions extends IntakeOptions {
  readonly extract: string;
  /** Take the place of packages made before. */
  readonly replace: boolean;
  readonly threads: number;
  /** Of both tables; CSV unless said. */
  readonly format?: TableFormat;
  readonly onProgress?: (stage: 'reading' | 'gathering', done: number, of: number) => void;
}

export interface Pseudonymised {
  readonly agency: string;
  /** How the extract came: `csv`, `gzip`, `excel`, `parquet`. */
  readonly kind: string;
  readonly dialect: Extract['dialect'];
  readonly rows: number;
  readonly people: number;
  /** Without them identifiers alone tell people apart, and somebody who is spelt in two ways is two. */
  readonly hasLocalIds: boolean;
  readonly tokenRows: number;
  /** The share of tokens that clearly different people had, and each got their own of. */
  readonly keptApart: number;
  readonly events: number;
  readonly rejected: readonly RejectedRow[];
  readonly outsideWindow: number;
  readonly oddAges: RunResult['oddAges'];
  /**
   * How many local people were left out as protected, and how many others at their own request: for the agency alone,
   * whose data they are. Whatever leaves it has bands at the most.
   */
  readonly protectedPeople: number;
  readonly withheldPeople: number;
  /** How many of them asked under an earlier agreement and are not found in this extract. */
  readonly withheldNotFound: number;
  /** How many of those who asked, and are recognised, had nothing in this extract that would have left. */
  readonly withheldUnmet: number;
  /** As bands: of rows that yielded no location, */
  readonly sensitiveRows: string;
  /** of rejected rows that may flag as protected whomever they name, who was left out; */
  readonly leftOutRows: string;
  /** and of those that may flag somebody whom nobody can tell, and whose other rows have left. */
  readonly uncheckedRows: string;
  /** People who have events but too few identifiers for any match-key cannot be linked. */
  readonly problems: RunResult['problems'];
  /** Numbers of columns that the agreement does not name; they were dropped. */
  readonly unnamedColumns: readonly number[];
  readonly folder: string;
}

/**
 * Makes `work/<agency>/tokens` and `work/<agency>/events`, with `work/<agency>/rejected.csv` beside them.
 *
 * @throws what `requestPermit`, `openIntake`, `readBlocks` and `resolveColumns` throw; `KEY_MISSING`
 * without a project key; `IDENTIFIER_LEFT_IN`; `FLAG_VALUES`; `OUTPUT_EXISTS` when there are packages already and `replace` is not set. After any
 * of them the packages made before are as they were.
 */
export async function pseudonymise(
  workspace: Workspace,
  options: PseudonymiseOptions,
): Promise<Pseudonymised> {
  if (workspace.party.part !== 'agency') await permit(workspace, 'tokens', []);
  const project = await readProjectKey(workspace);
  try {
    return await underKey(workspace, project, options);
  } finally {
    project.fill(0);
  }
}

async function underKey(
  workspace: Workspace,
  project: Uint8Array,
  options: PseudonymiseOptions,
): Promise<Pseudonymised> {
  const { party, agreement, paths } = workspace;
  const extract = await openIntake(options.extract, options);
  const plan = columnsOf(agreement, party.id);
  const scheme = loadScheme(agreement.linkage.scheme, othersIn(plan));
  const check = keyCheck(project);
  const source = await digestForLog(workspace, 'extract', (await digestOfFile(options.extract)).hash);
  const tokens = await permit(workspace, 'tokens', plan, check);
  return attempt(workspace, [tokens], async () => {
    const events = await permit(workspace, 'events', plan, check);
    return attempt(workspace, [events], async () => {
      const columns = resolveColumns(plan, extract.header, extract.name);
      const sensitive = await readSensitiveAddresses(paths.sensitiveAddresses);
      const withheld = await withheldFrom(workspace, extract);
      const recipe = {
        ...recipeFor(workspace, extract, columns, scheme, sensitive, events),
        withheld: withheld.references,
      };
      const keys = await keysFor(workspace, project, scheme);
      try {
        const result = await make(
          workspace,
          { extract, source, recipe, keys, check, tokens, events, accepted: acceptedIn(plan) },
          options,
        );
        const folder = join(paths.work, party.id);
        return summary(extract, plan, columns.unnamed, folder, party.id, result, withheld);
      } finally {
        wipe(keys);
      }
    });
  });
}

interface Making {
  readonly extract: Extract;
  /** Keyed digest of the extract. */
  readonly source: string;
  readonly recipe: WithheldRecipe;
  readonly keys: RecipeKeys;
  /** Check value of the project key. */
  readonly check: string;
  readonly tokens: Permit;
  readonly events: Permit;
  /** Columns that the search for identifiers passes over, with the agreement's reasons. */
  readonly accepted: readonly string[];
}

/** Both packages, put in place and logged. */
async function make(
  workspace: Workspace,
  { extract, source, recipe, keys, check, tokens, events, accepted }: Making,
  options: PseudonymiseOptions,
): Promise<RunResult> {
  const { party, paths } = workspace;
  const stage = await stageDirectory(join(paths.work, party.id), {
    replace: options.replace,
    mode: PRIVATE_DIRECTORY,
  });
  try {
    const result = await run(extract, recipe, keys, stage.path, options);
    await refuseIdentifiersLeftIn(workspace, extract.name, result.rejected);
    refuseUnknownFlags(extract.name, party.id, result.flags);
    refuseNobody(extract, result);
    const digests = {
      tokens: (await writeTokensPackage(tokens, stage.path, recipe, result, check)).digest,
      events: (await writeEventsPackage(events, stage.path, recipe, result)).digest,
    };
    await writeRejected(stage.path, result.rejected);
    const before = await packagesBefore(join(paths.work, party.id));
    await stage.commitOnce(() =>
      recordMade(workspace, { tokens, events }, { ...digests, source }, before, result, recipe, accepted),
    );
    return result;
  } finally {
    await stage.abandon();
  }
}

interface Digests {
  readonly tokens?: string;
  readonly events?: string;
}

/** The digests of the packages that new ones take the place of; a package that cannot be read has none. */
async function packagesBefore(folder: string): Promise<Digests> {
  const digest = async (what: string): Promise<string | undefined> =>
    (await readPackage(join(folder, what)).catch(() => undefined))?.digest;
  const [tokens, events] = [await digest('tokens'), await digest('events')];
  return { ...(tokens === undefined ? {} : { tokens }), ...(events === undefined ? {} : { events }) };
}

/**
 * An extract of which nothing is left is the wrong extract, or read by the wrong columns, unless each of its rows is
 * of somebody who is left out: where it is at their own request, the empty packages take theirs back from where they
 * were shared.
 */
function refuseNobody(
  { name }: Extract,
  { tokens, rowsRead, rejected, outsideWindow, protected: hidden }: RunResult,
): void {
  if (tokens.people > 0) return;
  const others = rejected.length + outsideWindow;
  if (hidden.size > 0 && rowsRead > 0 && others === 0) return;
  const [first] = rejected;
  const reason =
    first === undefined ? '' : `; the first was rejected for: ${first.column ?? 'the row'}, ${first.reason}`;
  throw unusable('NOTHING_USABLE', `no row of it can be used${reason}`, {
    place: { file: name, ...(first === undefined ? {} : { row: first.row }) },
    hint:
      outsideWindow > rejected.length
        ? 'its rows lie outside the dates that the agreement lets flow: is this the right extract? Packages made before are as they were'
        : 'check the formats of its columns in the agreement; packages made before are as they were',
  });
}

/** Whoever is withheld counts among the protected people of a run. */
type WithheldRecipe = Recipe & { readonly withheld: readonly string[] };

const othersIn = (plan: readonly ColumnPlan[]): string[] =>
  plan.flatMap(({ as }) =>
    as.kind === 'identifier' && as.identifier === 'other' ? [as.name ?? 'other'] : [],
  );

const permit = (
  workspace: Workspace,
  what: 'tokens' | 'events',
  plan: readonly ColumnPlan[],
  check?: string,
): Promise<Permit> =>
  requestPermit(workspace, {
    operation: 'alteration',
    action: 'pseudonymise',
    parts: ['agency'],
    flow: { what },
    columns: plan.map(({ key }) => key),
    ...(check === undefined ? {} : { keyCheck: check }),
  });

function recipeFor(
  { ambient }: Workspace,
  extract: Extract,
  { identifiers, events, flags }: ReturnType<typeof resolveColumns>,
  scheme: Scheme,
  sensitive: readonly string[],
  permitted: Permit,
): Recipe {
  // One package serves every flow of events, so it holds only what all of them let leave.
  const from = permitted.flows
    .flatMap((flow) => flow['events-from'] ?? [])
    .toSorted()
    .at(-1);
  const to = permitted.flows.flatMap((flow) => flow['events-to'] ?? []).toSorted()[0];
  return {
    header: extract.header,
    identifiers,
    events,
    flags,
    scheme,
    sensitive,
    window: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    today: ambient.now().toISOString().slice(0, 10),
    everyRowIsAPerson: false,
  };
}

async function keysFor(workspace: Workspace, project: Uint8Array, scheme: Scheme): Promise<RecipeKeys> {
  const { id } = workspace.agreement.about;
  const own = await readReferenceSecret(workspace);
  const keys = {
    tokens: scheme.matchKeys.map(({ name }) => tokenKey(project, id, scheme, name)),
    person: referenceKey(own, id, 'person'),
    case: referenceKey(own, id, 'case'),
    household: referenceKey(own, id, 'household'),
    stranger: referenceKey(own, id, 'stranger'),
  };
  own.fill(0);
  return keys;
}

function wipe({ tokens, ...others }: RecipeKeys): void {
  for (const key of [...tokens, ...Object.values(others)]) key.fill(0);
}

/**
 * The extract as it was collected and both packages go into the log with their digests, with
 * those of the packages that they replace, and with bands of the counts in
 * place of the counts.
 */
async function recordMade(
  workspace: Workspace,
  permits: { readonly tokens: Permit; readonly events: Permit },
  digests: Required<Digests> & { readonly source: string },
  before: Digests,
  { rowsRead, rejected, protected: hidden, sensitiveRows }: RunResult,
  { header, scheme, withheld, window }: WithheldRecipe,
  accepted: readonly string[],
): Promise<void> {
  const counts = {
    rows: band(rowsRead),
    rejected: band(rejected.length),
    protected: band(hidden.size - withheld.length),
    withheld: band(withheld.length),
    sensitive: band(sensitiveRows),
    unchecked: band(uncheckedIn(rejected)),
  };
  const { source } = digests;
  // With no intent of its own: that of the tokens stays open until they are done.
  await recordOwnAct(workspace, {
    type: 'collection',
    phase: 'done',
    details: {
      action: 'pseudonymise',
      what: 'an extract',
      source,
      schema: await digestForLog(workspace, 'header', JSON.stringify(header)),
      rows: counts.rows,
      rejected: counts.rejected,
      ...(window.from === undefined ? {} : { firstDay: window.from }),
      ...(window.to === undefined ? {} : { lastDay: window.to }),
    },
  });
  const name = `${scheme.id}@${scheme.version}`;
  const columns = columnsOf(workspace.agreement, workspace.party.id);
  const recipe = `sha256:${Buffer.from(sha256(Buffer.from(JSON.stringify([name, columns, window])))).toString('hex')}`;
  const made = (what: 'tokens' | 'events') => ({
    ...counts,
    source,
    recipe,
    package: digests[what],
    ...replacing(before[what], digests[what]),
  });
  await recordAllDone(workspace, [
    { announced: permits.tokens, details: { ...made('tokens'), scheme: name } },
    {
      announced: permits.events,
      details: { ...made('events'), ...(accepted.length === 0 ? {} : { accepted }) },
    },
  ]);
}

/** A package that came out the same again replaces nothing. */
const replacing = (before: string | undefined, now: string): { readonly replaces?: string } =>
  before === undefined || before === now ? {} : { replaces: before };

const uncheckedIn = (rejected: readonly RejectedRow[]): number =>
  rejected.filter(({ unchecked }) => unchecked).length;

function summary(
  extract: Extract,
  plan: readonly ColumnPlan[],
  unnamedColumns: readonly number[],
  folder: string,
  agency: string,
  result: RunResult,
  withheld: Awaited<ReturnType<typeof withheldFrom>>,
): Pseudonymised {
  const unmet = withheld.references.filter((one) => !result.heldBack.has(one)).length;
  return {
    agency,
    kind: extract.packed?.kind ?? 'csv',
    dialect: extract.dialect,
    rows: result.rowsRead,
    people: result.tokens.people,
    hasLocalIds: hasLocalIds(plan),
    tokenRows: result.tokens.rows,
    keptApart: result.tokens.strangers,
    events: result.events.rows,
    rejected: result.rejected,
    outsideWindow: result.outsideWindow,
    oddAges: result.oddAges,
    protectedPeople: result.protected.size - withheld.references.length,
    withheldPeople: withheld.references.length - unmet,
    withheldNotFound: withheld.notFound,
    withheldUnmet: unmet,
    sensitiveRows: band(result.sensitiveRows),
    leftOutRows: band(result.rejected.filter(({ leftOut }) => leftOut).length),
    uncheckedRows: band(uncheckedIn(result.rejected)),
    problems: result.problems,
    unnamedColumns,
    folder,
  };
}
