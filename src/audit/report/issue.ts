/** Issuing the auditor's page, and making an issued one again. */
import { join } from 'node:path';
import type { Agreement } from '../../agreement/index.ts';
import type { Workspace } from '../../custody/index.ts';
import { refused, unusable } from '../../errors.ts';
import { writeFileAtomically } from '../../files/index.ts';
import {
  archivedCheckpoint,
  committedSize,
  type EntryFields,
  type LogReport,
  readEntries,
  sha256,
  verifyLog,
} from '../../sharelog/index.ts';
import { agreedFor, claimedOrigin, type LocatedLog, rememberedHead } from '../located.ts';
import { partyOfOrigin } from '../partners.ts';
import { isaOf } from '../witness.ts';
import { gatherFacts } from './facts.ts';
import { reportPage, type Standing } from './page.ts';

export interface IssuedReport {
  readonly file: string;
  readonly of: string;
  readonly size: number;
  /** `sha256:` digest of the page. */
  readonly page: string;
  readonly whole: boolean;
  /** Organisations that cosigned. */
  readonly witnesses: readonly string[];
  /** The entry of this party's log that says that the page was issued; none where no party made it. */
  readonly entry?: number;
  /** Whether that entry was there before: the page is one that was issued earlier. */
  readonly again: boolean;
  /** Whether an agreement was at hand: without one the page cannot say what was agreed, nor what is due. */
  readonly underAgreement: boolean;
}

/** Who makes the page: a party of an agreement, or somebody who has at most the agreement. */
export type Issuer = Workspace | { readonly agreement: Agreement | undefined; readonly now: Date };

export interface ReportOptions {
  readonly log: LocatedLog;
  /** The size to report on; the whole log by default. */
  readonly at?: number;
  /** The folder to write the page into. */
  readonly out: string;
}

/**
 * Writes the page about a log. A party enters its digest into its own log; a page that it issued before about the same
 * log at the same size is made again, and has to be the same to the byte.
 *
 * @throws `NO_LOG`, `REPORT_SIZE`, `NO_CHECKPOINT`; `REPORT_DIFFERS` (exit code 1) when the page made again is
 * another; the errors of reading entries.
 */
export async function issueReport(issuer: Issuer, options: ReportOptions): Promise<IssuedReport> {
  const workspace = 'party' in issuer ? issuer : undefined;
  const now = 'party' in issuer ? issuer.ambient.now() : issuer.now;
  const { agreement } = issuer;
  const { folder } = options.log;
  const origin = await claimedOrigin(folder);
  if (origin === undefined) {
    throw unusable('NO_LOG', 'there is no share log here', {
      hint: 'give the folder that holds checkpoint and tile/, or run this in a workspace',
      place: { file: folder },
    });
  }
  const committed = await committedSize(folder);
  const size = options.at ?? committed;
  if (size > committed) {
    throw unusable('REPORT_SIZE', `the share log has only ${committed} entries`, {
      hint: 'leave out --at to report on all of them',
    });
  }
  const issued = workspace === undefined ? undefined : await issuedBefore(workspace.log.folder, origin, size);
  const root = Buffer.from((await archivedCheckpoint(folder, size)).root).toString('base64');
  const head = rememberedHead(options.log);
  const checked = await verifyLog(folder, {
    now,
    ...(head === undefined ? {} : { rememberedHead: head }),
    ...(await agreedFor(agreement, folder)),
  });
  const about = agreement === undefined ? undefined : partyOfOrigin(agreement, origin);
  const of = about?.id ?? origin.split(/[./]/)[0]!;
  const standing: Standing = {
    party: of,
    name: about?.name ?? of,
    origin,
    size,
    root,
    agreement:
      agreement === undefined
        ? undefined
        : {
            name: `${agreement.about.id} version ${agreement.about.version}`,
            digest: `sha256:${agreement.digest}`,
          },
    logged: workspace !== undefined,
    keyFrom: about === undefined ? "the one in the log's own policy" : 'the one that the agreement names',
    whole: checked.ok,
    findings: checked.findings.map(({ file, entry, message }) =>
      entry === undefined ? `${file}: ${message}` : `${file} entry ${entry}: ${message}`,
    ),
    ...(issued === undefined ? freshState(checked, size, now) : issued.state),
  };
  const text = reportPage(standing, await gatherFacts(folder, size, agreement));
  const page = `sha256:${Buffer.from(sha256(new TextEncoder().encode(text))).toString('hex')}`;
  if (issued !== undefined && issued.page !== page) {
    throw refused(
      'REPORT_DIFFERS',
      `the page made again is not the one that entry ${issued.entry} tells of`,
      {
        hint: 'the agreement, the log or the version of this program is not what it was then: run "throughline log verify", and compare them',
      },
    );
  }
  const entry =
    issued?.entry ?? (workspace === undefined ? undefined : await enter(workspace, { ...standing, page }));
  const file = join(options.out, `log-report-${of}-${size}.html`);
  await writeFileAtomically(file, text, { replace: true });
  const { witnesses } = standing;
  const facts = {
    file,
    of,
    size,
    page,
    whole: checked.ok,
    witnesses,
    again: issued !== undefined,
    underAgreement: agreement !== undefined,
  };
  return entry === undefined ? facts : { ...facts, entry };
}

/** Appends that the page was issued, with all that making it again needs. */
async function enter(
  { agreement, log, party }: Workspace,
  made: Standing & { readonly page: string },
): Promise<number> {
  const { origin, size, root, page, whole, madeAt, witnesses, witnessedOf, witnessedUpTo } = made;
  const [appended] = await log.append([
    {
      type: 'report.issued',
      org: party.id,
      actorRole: party.part,
      isa: isaOf(agreement),
      details: {
        of: made.party,
        log: origin,
        size,
        root,
        page,
        whole,
        madeAt: new Date(madeAt).toISOString(),
        witnesses,
        witnessedOf,
        witnessedUpTo,
      },
    },
  ]);
  return appended!.index;
}

type State = Pick<Standing, 'madeAt' | 'witnesses' | 'witnessedOf' | 'witnessedUpTo'>;

/** Who had cosigned by now, as far as it is about the entries reported on. */
function freshState({ witnessed }: LogReport, size: number, now: Date): State {
  const { signed, quorum, organisations, of, upTo, covered } = witnessed;
  const counts = signed > 0 && quorum && (covered === true || upTo >= size);
  return {
    madeAt: now.getTime(),
    witnesses: counts ? organisations : [],
    witnessedOf: of,
    witnessedUpTo: Math.min(upTo, size),
  };
}

interface Issued {
  readonly entry: number;
  readonly page: string;
  readonly state: State;
}

/** What this party's log says of a page that was issued about that log at that size; the newest, if several. */
async function issuedBefore(folder: string, origin: string, size: number): Promise<Issued | undefined> {
  let found: Issued | undefined;
  for await (const { fields, index } of readEntries(folder)) {
    if (fields.type !== 'report.issued') continue;
    const details = fields.details as EntryFields | undefined;
    if (details?.log !== origin || details.size !== size || typeof details.page !== 'string') continue;
    const { page, madeAt, witnesses, witnessedOf, witnessedUpTo } = details;
    found = {
      entry: index,
      page,
      state: {
        madeAt: typeof madeAt === 'string' ? Date.parse(madeAt) : 0,
        witnesses: Array.isArray(witnesses) ? witnesses.filter((name) => typeof name === 'string') : [],
        witnessedOf: Number(witnessedOf),
        witnessedUpTo: Number(witnessedUpTo),
      },
    };
  }
  return found;
}
