/** The packages that an analysis rests on: every agency's events and the links, checked before they are read. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agreement } from '../agreement/index.ts';
import { type Received, requireReceived } from '../custody/index.ts';
import { systemCode, ThroughlineError, unusable } from '../errors.ts';
import { type DataPackage, type Json, readPackage, verifyPackage } from '../files/index.ts';

/** A CSV file with its columns in order. */
export interface TableFile {
  readonly file: string;
  readonly columns: readonly string[];
}

/** A table with the digest of the package that it lies in. */
export interface PackagedTable extends TableFile {
  readonly digest: string;
}

export interface EventsFile extends PackagedTable {
  readonly agency: string;
  /** Its service as the agreement has it: `police`, `health`, `housing`, `childrens`, or another. */
  readonly service: string;
  /** First day that the agreement lets flow, where it says so. */
  readonly agreedSince: string | undefined;
}

export interface LinksFile extends PackagedTable {
  /** What the linkage unit says of how good they are, as it came. */
  readonly quality: Json | undefined;
  /** Which model it says they were made under, as it came. */
  readonly model: Json | undefined;
}

export interface Sources {
  readonly links: LinksFile;
  /** In order of agency. */
  readonly events: readonly EventsFile[];
  /** Agencies whose events the agreement lets flow to an analyst and that are not here. */
  readonly missing: readonly string[];
}

/**
 * Finds the packages under `work` and checks each against its own digests, the agreement, and what
 * was received here. Throws `NO_LINKS`, `NO_EVENTS`, `PACKAGE_OTHER_AGREEMENT`, `PACKAGE_MISPLACED`,
 * `PACKAGE_COLUMNS`, what `requireReceived` throws, and what reading a package throws.
 */
export async function readSources(
  work: string,
  agreement: CheckedAgreement,
  received: Received,
): Promise<Sources> {
  const check: Check = { agreement, received };
  const links = await readLinks(join(work, 'links'), check);
  const agencies = await agenciesIn(join(work, 'events'));
  const events: EventsFile[] = [];
  for (const agency of agencies) events.push(await readEvents(join(work, 'events', agency), agency, check));
  const expected = new Set(agreement.flows.flatMap(({ from, what }) => (what === 'events' ? [from] : [])));
  return { links, events, missing: [...expected].filter((agency) => !agencies.includes(agency)).toSorted() };
}

type CheckedAgreement = Pick<Agreement, 'digest' | 'flows' | 'parties'>;

/** What every package is held against. */
interface Check {
  readonly agreement: CheckedAgreement;
  readonly received: Received;
}

async function readLinks(path: string, check: Check): Promise<LinksFile> {
  try {
    const { told, ...table } = await readTable(path, 'links', check, ['agency', 'reference', 'person']);
    return { ...table, quality: told.quality, model: told.model };
  } catch (error) {
    if (!(error instanceof ThroughlineError) || error.code !== 'PACKAGE_NOT_FOUND') throw error;
    throw unusable('NO_LINKS', 'there are no links in this workspace', {
      hint: 'open the share with links from the linkage unit first: throughline open SHARE',
      place: { file: path },
    });
  }
}

async function readEvents(path: string, agency: string, check: Check): Promise<EventsFile> {
  const { told: _, ...table } = await readTable(path, 'events', check, ['reference'], agency);
  if (!table.columns.includes('date') && !table.columns.includes('month')) {
    throw missingColumn(path, 'date or month');
  }
  // One package serves every flow of events, so it begins where the last of them does.
  const since = check.agreement.flows
    .filter((flow) => flow.from === agency && flow.what === 'events')
    .map((flow) => flow['events-from'])
    .filter((day) => day !== undefined)
    .toSorted()
    .at(-1);
  const service = check.agreement.parties.find(({ id }) => id === agency)?.service ?? agency;
  return { ...table, agency, service, agreedSince: since };
}

async function agenciesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw unusable('FILE_NOT_READABLE', 'it cannot be read', {
      hint: 'check that this account may read it',
      place: { file: path },
    });
  });
  const agencies = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .toSorted();
  if (agencies.length > 0) return agencies;
  throw unusable('NO_EVENTS', 'there are no events in this workspace', {
    hint: 'open the shares with events from the agencies first: throughline open SHARE',
    place: { file: path },
  });
}

async function readTable(
  path: string,
  kind: 'events' | 'links',
  { agreement, received }: Check,
  needed: readonly string[],
  agency?: string,
): Promise<PackagedTable & { readonly told: DataPackage['throughline'] }> {
  const found = await readPackage(path);
  if (found.throughline.kind !== kind || (agency !== undefined && found.throughline.agency !== agency)) {
    throw unusable(
      'PACKAGE_MISPLACED',
      `this is not ${agency === undefined ? kind : `${kind} of ${agency}`}`,
      {
        hint: 'remove it and open the share again: throughline open SHARE',
        place: { file: path },
      },
    );
  }
  if (digestOfAgreement(found) !== agreement.digest) {
    throw unusable('PACKAGE_OTHER_AGREEMENT', `these ${kind} were made under another agreement`, {
      hint: 'ask for them again under this agreement; or put the one they were made under into the workspace',
      place: { file: path },
    });
  }
  const resource = found.resources[0];
  const columns = resource?.fields.map((field) => field.name) ?? [];
  const missing = needed.find((column) => !columns.includes(column));
  if (resource === undefined || missing !== undefined) throw missingColumn(path, missing ?? 'reference');
  await verifyPackage(found);
  await requireReceived(received, found);
  return { file: join(path, resource.file), columns, digest: found.digest, told: found.throughline };
}

function digestOfAgreement({ throughline }: DataPackage): string | undefined {
  const { agreement } = throughline;
  if (typeof agreement !== 'object' || agreement === null || Array.isArray(agreement)) return undefined;
  return 'digest' in agreement && typeof agreement.digest === 'string' ? agreement.digest : undefined;
}

const missingColumn = (path: string, column: string): ThroughlineError =>
  unusable('PACKAGE_COLUMNS', `it has no column ${column}`, {
    hint: 'ask its sender for it again',
    place: { file: path },
  });
