/** What the four agencies' files have in common. */
import type { DateStyle } from '../calendar.ts';
import { type Day, partsOf, written } from '../calendar.ts';
import type { Card } from '../card.ts';
import type { Person } from '../people.ts';
import type { Workshop } from '../person.ts';
import type { Address } from '../places.ts';

/** How an agency's system writes its file. */
export interface FileShape {
  readonly name: string;
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly lineEnd: '\n' | '\r\n';
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'windows-1252';
}

/** The card that a row about somebody on a day is written from. */
export interface Cards {
  card(person: Person, day: Day, home?: Address): Card;
}

/** What writing rows draws on. */
export interface Desk {
  readonly shop: Workshop;
  readonly register: Cards;
}

export const dateIn =
  (style: DateStyle) =>
  (day: Day | undefined): string =>
    day === undefined ? '' : written(partsOf(day), style);

/** The first name on the card, for a note. */
export const nameOn = (card: Card): string => (card.forename === '' ? card.surname : card.forename);

/** The mark that a protected person's records bear. */
export const yesIf = (holds: boolean): string => (holds ? 'Y' : 'N');

export const isProtected = (person: Person): string => (person.protected ? 'Y' : '');
