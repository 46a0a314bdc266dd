/**
 * From a record reference back to the rows it came from: at the agency that made it, for a reason, with a
 * second person's approval, and in the log before anything is shown.
 */
import { requestPermit } from '../agreement/index.ts';
import {
  checkApproval,
  recordOwnAct,
  requireReference,
  requireText,
  type Workspace,
} from '../custody/index.ts';
import { type IntakeOptions, openIntake } from '../files/index.ts';
import { rowsOf } from './people.ts';

export interface TraceOptions extends IntakeOptions {
  readonly reference: string;
  readonly extract: string;
  /** The same words as in the approval. */
  readonly reason: string;
  /** File with the approval. */
  readonly approval: string;
}

export interface Traced {
  /** The extract's name, and the rows in it as a spreadsheet counts them. */
  readonly file: string;
  readonly rows: readonly number[];
  /** What the second person is. */
  readonly approver: string;
  readonly entry: number;
}

/**
 * The rows of the extract that the reference stands for; none when they are not in it. The log has the
 * reference and the reason as salted digests, and never the rows.
 *
 * @throws `REFERENCE_FORM`, `TEXT_FORM`; `PERMIT_...`; `NO_APPROVERS`, `APPROVAL_...`; `KEY_...`; what reading
 * the extract throws
 */
export async function trace(workspace: Workspace, options: TraceOptions): Promise<Traced> {
  const { reference } = options;
  requireReference(reference);
  const reason = requireText('--reason', options.reason);
  const isAgency = workspace.party.part === 'agency';
  const approval = isAgency
    ? await checkApproval(workspace, options.approval, { reference, reason })
    : undefined;
  const details = {
    what: 'a record reference',
    ...(approval === undefined ? {} : { approval: approval.digest, approver: approval.approver }),
  };
  const permit = await requestPermit(workspace, {
    operation: 'consultation',
    action: 'trace',
    parts: ['agency'],
    details,
  });
  const extract = await openIntake(options.extract, options);
  const rows = await rowsOf(workspace, extract, reference);
  const { index } = await recordOwnAct(workspace, {
    type: 'consultation',
    phase: 'done',
    details: { ...details, action: 'trace', intent: permit.entry.index, found: rows.length > 0 },
    personal: { reason, reference },
  });
  return { file: extract.name, rows, approver: approval?.approver ?? '', entry: index };
}
