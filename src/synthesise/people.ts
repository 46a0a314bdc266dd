/** The people behind the records, as they are: what no agency knows entirely. */
import type { Day } from './calendar.ts';
import type { Ethnicity } from './ethnicity.ts';
import type { Origin, Sex } from './names.ts';
import type { Address } from './places.ts';

/** Something that holds from a day on, until the next in the list. */
export interface Dated<T> {
  readonly from: Day;
  readonly is: T;
}

/** What somebody is in the household. */
export type Relation =
  | 'partner'
  | 'former partner'
  | 'lone parent'
  | 'single adult'
  | 'child'
  | 'adult child'
  | 'grandparent'
  | 'adult sibling';

export interface Person {
  readonly origin: Origin;
  readonly sex: Sex;
  readonly born: Day;
  readonly forename: string;
  /** Empty where there is none. */
  readonly middle: string;
  /** The name at birth. */
  readonly birthSurname: string;
  readonly ethnicity: Ethnicity;
  readonly relation: Relation;
  /** In order of time; the first holds from before the extracts begin. */
  readonly surnames: Dated<string>[];
  readonly homes: Dated<Address>[];
  readonly phone?: string;
  readonly email?: string;
  /** One pair of twins shares one object. */
  readonly twins?: object;
  /** Living under a protected identity: the agencies flag every record. */
  readonly protected: boolean;
  /** Numbers given when somebody first needs one, the same at every agency. */
  readonly numbers: { nhs?: string; upn?: string; pnc?: string };
}

export interface Household {
  /** Everybody, in the order of the truth. */
  readonly people: Person[];
  /** Two people who are or were partners. */
  readonly couple?: readonly [Person, Person];
}

/** What held on a day. */
export function on<T>(history: readonly Dated<T>[], day: Day): T {
  return (history.findLast(({ from }) => from <= day) ?? history[0]!).is;
}

/** What held before what holds on a day; the same where nothing was before. */
export function before<T>(history: readonly Dated<T>[], day: Day): T {
  const at = history.findLastIndex(({ from }) => from <= day);
  return history[Math.max(at - 1, 0)]!.is;
}
