/** What happened, as it happened: each event is written down by one agency. */
import { ageOn, type Day, FIRST_DAY, LAST_DAY } from './calendar.ts';
import type { Household, Person } from './people.ts';
import type { Address } from './places.ts';

/** Grades of the DASH risk assessment. */
export type Risk = 'standard' | 'medium' | 'high';

/** A police incident. */
export interface Incident {
  readonly agency: 'police';
  readonly day: Day;
  readonly case: number;
  readonly offence: string;
  readonly abuse: boolean;
  readonly victim?: Person;
  readonly suspect?: Person;
  readonly risk?: Risk;
  /** What became of a MARAC referral; absent where there was none. */
  readonly marac?: 'heard' | 'declined';
  readonly children: number;
  readonly outcome: string;
}

/** A health contact. */
export interface Contact {
  readonly agency: 'health';
  readonly day: Day;
  readonly person: Person;
  readonly type: string;
  readonly abuse: 'victim' | 'suspect' | 'no';
  readonly outcome: string;
}

/** A homelessness application. */
export interface Application {
  readonly agency: 'housing';
  readonly day: Day;
  readonly case: number;
  readonly ended?: Day;
  readonly person: Person;
  readonly main: boolean;
  readonly reason: string;
  readonly duty: string;
  readonly tenure: string;
  readonly outcome: string;
  /** The home that was lost, where it is no longer the applicant's. */
  readonly lastSettled?: Address;
  /** Where they were housed, if they were. */
  readonly placed?: Address;
  readonly children: number;
}

/** One stage of children's services' work with a family, for one of its members. */
export interface Involvement {
  readonly agency: 'childrens';
  readonly day: Day;
  readonly case: number;
  readonly ended?: Day;
  readonly person: Person;
  readonly role: 'child' | 'victim' | 'suspect' | 'other';
  readonly stage: 'Contact' | 'Referral' | 'Assessment' | 'Section 47 enquiry';
  /** Source of referral, CIN census code. */
  readonly source: string;
  /** Factors at the end of an assessment, CIN census codes. */
  readonly factors: readonly string[];
  readonly outcome: string;
}

export type Event = Incident | Contact | Application | Involvement;

/** Whether the extracts cover the day. */
export const covered = (day: Day): boolean => day >= FIRST_DAY && day <= LAST_DAY;

/** An end that lies after the extracts is not known yet. */
export const endOf = (day: Day): { ended?: Day } => (day <= LAST_DAY ? { ended: day } : {});

/** The household's children under 18 who have been born by the day. */
export const childrenOn = (household: Household, day: Day): Person[] =>
  household.people.filter(({ born }) => born < day && ageOn(born, day) < 18);
