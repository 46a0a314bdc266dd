/** People whom linking has to get right one by one: each is known to both agencies, or two are alike. */
import { type Agency, background, type Card, nhsNumber } from './partnership.ts';

type Person = Omit<Card, 'label'>;

/** What the police and health have of one person, or of two who must not be taken for one. */
interface Case {
  readonly police: Person;
  readonly health: Partial<Person>;
}

const [ONE, ANOTHER, A_THIRD] = [nhsNumber(1), nhsNumber(2), nhsNumber(3)];

export const ONE_PERSON: Readonly<Record<string, Case>> = {
  'written alike': {
    police: { forename: 'Rosalind', surname: 'Abernathy', born: '1972-08-17', postcode: 'ZA3 4AF' },
    health: {},
  },
  'whose surname was mistyped': {
    police: { forename: 'Bernadette', surname: 'Kowalczyk', born: '1981-03-14', postcode: 'ZA4 1AG' },
    health: { surname: 'Kowalcyzk' },
  },
  'who goes by a short name': {
    police: { forename: 'Elizabeth', surname: 'Thornbury', born: '1975-11-02', postcode: 'ZA5 2BH' },
    health: { forename: 'Liz' },
  },
  'who moved house': {
    police: { forename: 'Imogen', surname: 'Fairweather', born: '1990-07-23', postcode: 'ZA2 3DJ' },
    health: { postcode: 'ZA11 8EG' },
  },
  'whose day and month of birth were turned round': {
    police: { forename: 'Mirela', surname: 'Dragomirescu', born: '1986-04-09', postcode: 'ZA8 6AH' },
    health: { born: '1986-09-04' },
  },
  'whose names were turned round': {
    police: { forename: 'Folasade', surname: 'Adegbite', born: '1993-12-05', postcode: 'ZA9 5BJ' },
    health: { forename: 'Adegbite', surname: 'Folasade' },
  },
  'who married and moved and kept her NHS number': {
    police: { forename: 'Caitriona', surname: 'Okonedo', born: '1988-01-30', postcode: 'ZA1 7DG', nhs: ONE },
    health: { surname: 'Vandersteen', postcode: 'ZA12 2EF' },
  },
};

export const TWO_PEOPLE: Readonly<Record<string, Case>> = {
  twins: {
    police: { forename: 'Oliver', surname: 'Marchbanks', born: '2011-05-30', postcode: 'ZA6 1AJ' },
    health: { forename: 'Henrietta' },
  },
  sisters: {
    police: { forename: 'Fatima', surname: 'Rahimzadeh', born: '1994-02-11', postcode: 'ZA7 4BF' },
    health: { forename: 'Zahra', born: '1996-09-25' },
  },
  'a married couple': {
    police: { forename: 'Gwendolyn', surname: 'Pettigrew', born: '1969-06-21', postcode: 'ZA10 8DH' },
    health: { forename: 'Archibald', born: '1966-10-13' },
  },
  'a father and a son of one name': {
    police: { forename: 'Tobias', surname: 'Halvorsen', born: '1961-03-08', postcode: 'ZA3 2EJ' },
    health: { born: '1992-11-19' },
  },
  'two NHS numbers and all else alike': {
    police: {
      forename: 'Nadezhda',
      surname: 'Bellingham',
      born: '1979-09-12',
      postcode: 'ZA5 5AF',
      nhs: ANOTHER,
    },
    health: { nhs: A_THIRD },
  },
  'strangers born on one day': {
    police: { forename: 'Jocasta', surname: 'Winterbourne', born: '1984-05-16', postcode: 'ZA6 9BG' },
    health: { forename: 'Desmond', surname: 'Oyelaran', postcode: 'ZA10 3DF' },
  },
};

export const CASES = { ...ONE_PERSON, ...TWO_PEOPLE };

const PEOPLE = 500;

/** Two agencies full of people, the cases among them, each labelled by its name. */
export function everybody(): Record<Agency, Card[]> {
  const cards = background(1, PEOPLE);
  for (const [label, { police, health }] of Object.entries(CASES)) {
    cards.police.push({ ...police, label });
    cards.health.push({ ...police, ...health, label });
  }
  return cards;
}
