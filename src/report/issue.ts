/** Issuing a report: released figures alone, permitted, written whole, its digest in the share log. */
import { join } from 'node:path';
import { attempt, recordDone, reference, requestPermit } from '../agreement/index.ts';
import { isRecord } from '../analyse/index.ts';
import { agreedFor, claimedOrigin } from '../audit/index.ts';
import { buildDigest, TOOL, type Workspace } from '../custody/index.ts';
import { unusable } from '../errors.ts';
import { published } from '../release/index.ts';
import { archivedCheckpoint, committedSize, readEntries, verifyLog } from '../sharelog/index.ts';
import { assess } from './assess.ts';
import type { Assessment } from './assessment.ts';
import { digestOf } from './digest.ts';
import { reportPage } from './page.ts';
import type { Standing } from './standing.ts';
import { indexFile, putInPlace, type Tables, tablesOf } from './write.ts';

export interface Issued {
  readonly status: 'issued' | 'issued before';
  readonly file: string;
  /** The folder of its tables. */
  readonly tables: string;
  /** The file that names each of them, which bears the same name for every report. */
  readonly index: string;
  /** `sha256:` digest of the page. */
  readonly page: string;
  /** The entry of this party's log that has the digest. */
  readonly entry: number;
  /** How many entries the log had when it was made. */
  readonly size: number;
  /** Titles of the parts that lack figures which have not been released. */
  readonly missing: readonly string[];
}

/** What tells this entry from those about logs. */
const WHAT = 'assessment';
const FILE = 'REPORT.html';

/**
 * Writes `release/REPORT.html` and its tables from the newest release of each kind. One that was issued before from the
 * same releases, agreement, program and witnesses is made again, the same to the byte.
 *
 * @throws `NOTHING_RELEASED` (exit code 2); what `published` and `requestPermit` throw; the write errors of `files`,
 * after which the report of before is still there.
 */
export async function issueReport(workspace: Workspace): Promise<Issued> {
  const { releases, last } = await published(workspace);
  if (last === undefined) {
    throw unusable('NOTHING_RELEASED', 'no figures have been released, and a report says nothing else', {
      hint: 'release figures first, or add --prepare to count and release all that the report has a place for',
    });
  }
  const inputs = { ...inputsOf(workspace), ledger: last };
  const now = await logNow(workspace);
  const before = await issuedBefore(workspace, inputs);
  if (before !== undefined && hasSameWitnesses(before.log, now)) {
    const assessment = assess(releases, standingOf(workspace, before, last));
    const tables = await tablesOf(assessment);
    const page = reportPage(assessment, tables);
    if (digestOf(page) === before.page) {
      await putInPlace(workspace.paths.release, tables, FILE, page);
      return { ...issued(workspace, assessment, tables, before), status: 'issued before' };
    }
  }
  const made = { madeOn: workspace.ambient.now().toISOString().slice(0, 10), log: now };
  const assessment = assess(releases, standingOf(workspace, made, last));
  const tables = await tablesOf(assessment);
  const page = reportPage(assessment, tables);
  const digest = digestOf(page);
  const permit = await requestPermit(workspace, {
    operation: 'disclosure',
    action: 'report',
    parts: ['analyst'],
    details: { what: 'report', page: digest },
  });
  return attempt(workspace, [permit], async () => {
    await putInPlace(workspace.paths.release, tables, FILE, page);
    const entry = await enter(workspace, made, inputs, digest);
    await recordDone(workspace, permit, { what: 'report', page: digest });
    return { ...issued(workspace, assessment, tables, { ...made, page: digest, entry }), status: 'issued' };
  });
}

const issued = (
  { paths }: Workspace,
  { sections }: Assessment,
  { folder }: Tables,
  { page, entry, log }: Known,
): Omit<Issued, 'status'> => ({
  file: join(paths.release, FILE),
  tables: join(paths.release, folder),
  index: join(paths.release, indexFile(FILE)),
  page,
  entry,
  size: log.size,
  missing: sections.filter(({ missing }) => missing.length > 0).map(({ title }) => title),
});

/** All that a report is made from, besides what the log says of itself. */
interface Inputs {
  readonly agreement: string;
  readonly ledger: string;
  readonly program: string;
}

const inputsOf = ({ agreement }: Workspace): Omit<Inputs, 'ledger'> => ({
  agreement: agreement.digest,
  program: `${programName()} ${buildDigest()}`,
});

/** Name and version of this program. */
export const programName = (): string => `${TOOL.tool} ${TOOL.version}`;

interface Made {
  readonly madeOn: string;
  readonly log: Standing['log'];
}

type Known = Made & { readonly page: string; readonly entry: number };

const standingOf = ({ agreement, party }: Workspace, { madeOn, log }: Made, ledger: string): Standing => ({
  madeOn,
  publisher: party.name,
  agreement,
  tool: `${programName()}, build ${buildDigest()}`,
  log,
  ledger,
});

/** How the analyst's log stands before the report. */
export async function logNow({ agreement, ambient, log, paths }: Workspace): Promise<Standing['log']> {
  const { folder } = log;
  const size = await committedSize(folder);
  const { ok, witnessed } = await verifyLog(folder, {
    now: ambient.now(),
    rememberedHead: paths.head,
    ...(await agreedFor(agreement, folder)),
  });
  return {
    origin: (await claimedOrigin(folder)) ?? '',
    size,
    root: Buffer.from((await archivedCheckpoint(folder, size)).root).toString('base64'),
    whole: ok,
    witnesses: witnessed.upTo === 0 ? [] : witnessed.organisations,
    of: witnessed.of,
    witnessedUpTo: witnessed.covered === true ? size : Math.min(witnessed.upTo, size),
  };
}

/** Whether partners have cosigned no more of what the log was then than they had. */
const hasSameWitnesses = (then: Standing['log'], now: Standing['log']): boolean =>
  Math.min(now.witnessedUpTo, then.size) === then.witnessedUpTo;

async function enter(
  { agreement, log, party }: Workspace,
  { madeOn, log: { size, root, whole, witnesses, of, witnessedUpTo } }: Made,
  inputs: Inputs,
  page: string,
): Promise<number> {
  const { digest, ...named } = reference(agreement);
  const [appended] = await log.append([
    {
      type: 'report.issued',
      org: party.id,
      actorRole: party.part,
      isa: { ...named, sha256: digest },
      details: { ...inputs, what: WHAT, page, madeOn, size, root, whole, witnesses, of, witnessedUpTo },
    },
  ]);
  return appended!.index;
}

/** The newest report that was made from the same. */
async function issuedBefore({ log }: Workspace, inputs: Inputs): Promise<Known | undefined> {
  const origin = (await claimedOrigin(log.folder)) ?? '';
  let found: Known | undefined;
  for await (const { fields, index } of readEntries(log.folder)) {
    const { details } = fields;
    if (fields.type !== 'report.issued' || !isRecord(details) || details.what !== WHAT) continue;
    if (Object.entries(inputs).some(([name, value]) => details[name] !== value)) continue;
    const { page, madeOn, size, root, whole, witnesses, of, witnessedUpTo } = details;
    if (typeof page !== 'string' || typeof madeOn !== 'string' || typeof root !== 'string') continue;
    found = {
      page,
      madeOn,
      entry: index,
      log: {
        origin,
        size: Number(size),
        root,
        whole: whole === true,
        witnesses: Array.isArray(witnesses) ? witnesses.filter((name) => typeof name === 'string') : [],
        of: Number(of),
        witnessedUpTo: Number(witnessedUpTo),
      },
    };
  }
  return found;
}
