/** Everything that a report says besides its figures. */
import type { Agreement } from '../agreement/index.ts';

export interface Standing {
  /** The day it was made, `YYYY-MM-DD`. */
  readonly madeOn: string;
  /** The name of the party that makes it. */
  readonly publisher: string;
  readonly agreement: Agreement;
  /** Name and version of the program. */
  readonly tool: string;
  /** The analyst's share log as it was before the report. */
  readonly log: {
    readonly origin: string;
    readonly size: number;
    /** Base64. */
    readonly root: string;
    readonly whole: boolean;
    /** Organisations that cosigned, and how many could have. */
    readonly witnesses: readonly string[];
    readonly of: number;
    /** How many of the first entries they cosigned. */
    readonly witnessedUpTo: number;
  };
  /** The last entry of the ledger of releases; none where nothing was released, or for a draft. */
  readonly ledger?: string;
}
