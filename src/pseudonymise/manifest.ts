/** What a tokens package says of itself: all that the linkage model needs, and no person. */
import type { HouseholdChance, IdentifierChance } from './chance.ts';

export interface AgreementMark {
  readonly id: string;
  readonly version: number;
  /** SHA-256 (hex) of the agreement's content. */
  readonly digest: string;
}

export interface TokenManifest {
  readonly kind: 'tokens';
  readonly agency: string;
  readonly agreement: AgreementMark;
  readonly scheme: { readonly id: string; readonly version: number; readonly digest: string };
  readonly standardForm: { readonly version: number; readonly digest: string };
  /** Tells two project keys apart without telling either. */
  readonly keyCheck: string;
  /** Local people, counting those who have too few identifiers for any token. */
  readonly people: number;
  /** The scheme's `other` identifiers that this agency has. */
  readonly others: readonly string[];
  /** People that {@link chance} was counted over. */
  readonly sampled: number;
  readonly chance: readonly IdentifierChance[];
  readonly household: HouseholdChance;
}

export interface EventManifest {
  readonly kind: 'events';
  readonly agency: string;
  readonly agreement: AgreementMark;
  /** What each column of events.csv is, by column. */
  readonly columns: Readonly<Record<string, string>>;
}
