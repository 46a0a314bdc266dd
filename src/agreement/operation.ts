/** What somebody asks the agreement to allow, and what a clause looks at to answer. */
import type { Agreement, Part, ShareKind } from './types.ts';

/** The six operations of the Data Protection Act 2018 s62(1), the same as the W3C Data Privacy Vocabulary's. */
export type OperationKind =
  | 'collection'
  | 'alteration'
  | 'consultation'
  | 'disclosure'
  | 'combination'
  | 'erasure';

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
  readonly flow?: { readonly from?: string; readonly to?: string; readonly what: ShareKind };
  /** Entries of this agency's columns that are used, by their names in the agreement. */
  readonly columns?: readonly string[];
  /** Check value of the project key in hand. */
  readonly keyCheck?: string;
  /** The agreement under which the material in hand was made. */
  readonly madeUnder?: { readonly id: string; readonly version: number; readonly digest: string };
  /** Facts for the log: digests, counts in bands, names of files of our own. Never a value from an extract. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** All that a clause may look at. */
export interface Facts {
  readonly agreement: Agreement;
  readonly partyId: string;
  readonly now: Date;
  readonly operation: Operation;
}
