/** What somebody asks the agreement to allow, and what a clause looks at to answer. */
import type { LogStanding } from '../sharelog/index.ts';
import type { FiledNotice } from './notice.ts';
import type { Agreement, Part, ShareKind } from './types.ts';

/**
 * What is done: one of the six operations of the Data Protection Act 2018 s62(1), which are also the W3C Data
 * Privacy Vocabulary's, a step with the project key, or one with the agreement itself.
 */
export type OperationKind =
  | 'collection'
  | 'alteration'
  | 'consultation'
  | 'disclosure'
  | 'combination'
  | 'erasure'
  | 'key.create'
  | 'key.send'
  | 'key.receive'
  | 'agreement.sign'
  | 'agreement.adopt'
  | 'agreement.suspend'
  | 'agreement.resume'
  | 'key.split'
  | 'key.combine';

export interface Operation {
  readonly operation: OperationKind;
  /** What is being done, as the command says it: `pseudonymise`, `seal`, `link`, `journeys`. */
  readonly action: string;
  /** The parts that may do this. */
  readonly parts: readonly Part[];
  /**
   * The flow that this is a step of. `from` is this party unless said; without `to`, any recipient of
   * that kind will do (the step prepares a share that is not yet addressed).
   */
  readonly flow?: {
    readonly from?: string;
    readonly to?: string;
    readonly what: ShareKind;
    /** Code of the purpose, where flows of one kind serve several. */
    readonly purpose?: string;
  };
  /** Something is sealed to this party, which has to play one of these parts. */
  readonly recipient?: { readonly id: string; readonly parts: readonly Part[] };
  /** Entries of this agency's columns that are used, by their names in the agreement. */
  readonly columns?: readonly string[];
  /** Columns of an events package that would leave, by their names in the package. */
  readonly leaving?: readonly string[];
  /** Check value of the project key in hand. */
  readonly keyCheck?: string;
  /** The agreement under which the material in hand was made. */
  readonly madeUnder?: { readonly id: string; readonly version: number; readonly digest: string };
  /** The step prepares an agreement that is still a draft or has yet to take effect: making and sending keys. */
  readonly preparing?: boolean;
  /** Facts for the log: digests, bands of counts, names of files of our own. Never a value from an extract. */
  readonly details?: Details;
}

export type Details = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** What a workspace holds beside the agreement that a permit depends on, as it is at the moment of asking. */
export interface Surroundings {
  /** The notices that have arrived. */
  readonly notices: readonly FiledNotice[];
  /** Suspensions that the share log records and that are not among the notices any more, by digest. */
  readonly lost: readonly string[];
  /** Files beside `party/` that hold a project key or a custodian's share of one, from the workspace's folder. */
  readonly strayKeys: readonly string[];
  /** Digests of other wordings of the agreement's id and version that the share log has as adopted, or shared under. */
  readonly otherWordings: readonly string[];
  /** Whether the share log verifies since its last verified checkpoint. */
  readonly log: LogStanding;
}

/** All that a clause may look at. */
export interface Facts {
  readonly agreement: Agreement;
  readonly partyId: string;
  readonly now: Date;
  /** Whether a project key lies in this workspace. */
  readonly holdsProjectKey: boolean;
  /** The verification key of this party's own log, where it is known. */
  readonly ownLogKey: string | undefined;
  readonly surroundings: Surroundings;
  readonly operation: Operation;
}
