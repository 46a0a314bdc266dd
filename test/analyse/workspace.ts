/** Small workspaces of an analyst, written to temporary folders. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agreement, Flow } from '../../src/agreement/index.ts';
import type { AnalysisContext } from '../../src/analyse/index.ts';
import { csvLines, openForWriting, type TableField, writePackage } from '../../src/files/index.ts';

export interface TestEvent {
  readonly reference: string;
  readonly date?: string;
  readonly month?: string;
  readonly type?: string;
  readonly role?: string;
  readonly case?: string;
  readonly counterparty?: string;
  /** Any other column. */
  readonly [column: string]: string | undefined;
}

export interface TestLink {
  readonly agency: string;
  readonly reference: string;
  readonly person: string;
}

export interface TestWorkspace {
  readonly events: Readonly<Record<string, readonly TestEvent[]>>;
  /** Default: each reference is the person of the same name. */
  readonly links?: readonly TestLink[] | 'none';
  /** The person in each alternative assignment, empty where as assigned. Default: one that is as assigned. */
  readonly draws?: (link: TestLink) => readonly string[];
  readonly eventsFrom?: string;
  readonly linksDigest?: string;
}

const DIGEST = 'a'.repeat(64);
const made: string[] = [];

/** Writes the packages and returns what an analysis needs. The clock stands at 1 June 2026. */
export async function workspace(content: TestWorkspace): Promise<AnalysisContext> {
  const work = await mkdtemp(join(tmpdir(), 'analyse-'));
  made.push(work);
  const received = new Set<string>();
  for (const [agency, events] of Object.entries(content.events))
    received.add(await writeEvents(work, agency, events));
  const links = content.links ?? linksOf(content.events);
  if (links !== 'none')
    received.add(await writeLinks(work, links, content.linksDigest ?? DIGEST, content.draws));
  return {
    paths: { work },
    received: receiving(received),
    agreement: agreement(Object.keys(content.events), content.eventsFrom),
    ambient: { now: () => new Date('2026-06-01T12:00:00Z'), random: (length) => new Uint8Array(length) },
    engine: { threads: 2, memoryMegabytes: 400 },
  };
}

/** As a log that has these receipts, and no notice. */
export const receiving = (digests: ReadonlySet<string>): AnalysisContext['received'] => ({
  packages: { find: (digest) => (digests.has(digest) ? { at: 0, isOld: false } : undefined) },
  withdrawn: new Map(),
});

export async function removeWorkspaces(): Promise<void> {
  await Promise.all(made.splice(0).map((path) => rm(path, { recursive: true, force: true })));
}

function linksOf(events: TestWorkspace['events']): TestLink[] {
  return Object.entries(events).flatMap(([agency, rows]) =>
    [...new Set(rows.map((row) => row.reference))].map((reference) => ({
      agency,
      reference,
      person: reference,
    })),
  );
}

async function writeEvents(work: string, agency: string, events: readonly TestEvent[]): Promise<string> {
  const common = ['reference', 'date', 'month', 'type', 'role', 'case', 'counterparty'];
  const columns = [...new Set([...common, ...events.flatMap((event) => Object.keys(event))])];
  const used = columns.filter(
    (column) => ['reference', 'role'].includes(column) || events.some((event) => event[column] !== undefined),
  );
  if (!used.includes('date') && !used.includes('month')) used.push('date');
  const rows = events.map((event) =>
    used.map((column) => event[column] ?? (column === 'role' ? 'victim' : '')),
  );
  return writeTable(join(work, 'events', agency), 'events', used, rows, { kind: 'events', agency }, DIGEST);
}

async function writeLinks(
  work: string,
  links: readonly TestLink[],
  digest: string,
  draws: (link: TestLink) => readonly string[] = ({ person }) => [person],
): Promise<string> {
  const rows = links.map((link) => [link.agency, link.reference, link.person, 'certain', ...draws(link)]);
  const columns = ['agency', 'reference', 'person', 'band'];
  const width = (rows[0]?.length ?? columns.length) - columns.length;
  const drawn = Array.from({ length: width }, (_, draw) => `draw_${draw + 1}`);
  return writeTable(join(work, 'links'), 'links', [...columns, ...drawn], rows, { kind: 'links' }, digest);
}

/** Writes a package of one table, and returns its digest. */
export async function writeTable(
  path: string,
  name: string,
  columns: readonly string[],
  rows: Iterable<readonly string[]>,
  mark: Readonly<Record<string, string>>,
  digest: string,
): Promise<string> {
  await mkdir(path, { recursive: true });
  const writer = await openForWriting(join(path, `${name}.csv`));
  await writer.write(csvLines([columns]));
  for (const row of rows) await writer.write(csvLines([row]));
  const fields = columns.map((column): TableField => ({ name: column, type: 'string' }));
  const pkg = await writePackage(path, {
    name,
    title: name,
    resources: [{ name, file: `${name}.csv`, ...(await writer.end()), fields }],
    throughline: { ...mark, agreement: { id: 'ISA-2026-001', version: 1, digest } },
  });
  return pkg.digest;
}

function agreement(agencies: readonly string[], eventsFrom: string | undefined): Agreement {
  const flows = agencies.map(
    (from): Flow => ({
      from,
      to: 'analyst',
      what: 'events',
      purpose: 'needs-assessment',
      frequency: 'quarterly',
      ...(eventsFrom === undefined ? {} : { 'events-from': eventsFrom }),
    }),
  );
  return {
    throughline: 1,
    about: {
      id: 'ISA-2026-001',
      version: 1,
      title: 'Northmere needs assessment',
      supersedes: null,
      status: 'active',
      effective: '2026-04-01T00:00:00Z',
      review: '2027-03-01',
      expires: '2027-03-31T23:59:59Z',
    },
    parties: [],
    purposes: [],
    'legal-basis': [],
    flows,
    columns: {},
    linkage: { scheme: 'standard-1', 'standard-form': 1, 'residual-encodings': false, 'combined-parts': [] },
    outputs: {
      preset: 'local-5',
      'smallest-count': 5,
      rounding: 'none',
      'secondary-suppression': true,
      'smallest-journey-group': 5,
      approver: 'the partnership board',
    },
    retention: [],
    digest: DIGEST,
    signatures: [],
  };
}
