/**
 * Very messy records of invented people of former centuries, several of each person: titles in the place of forenames,
 * years wrong, days and months unknown, half the fields missing. One row a record, in the columns of {@link COLUMNS}.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLines } from '../../dist/files/index.js';
import { Random } from '../../dist/synthesise/random.js';

const FORENAMES = words(
  'Thomas John William George Henry James Charles Edward Robert Richard Frederick Arthur Joseph Samuel Alfred Mary',
  'Elizabeth Anne Margaret Jane Alice Edith Walter Ernest Herbert Francis David Alexander Peter Hugh Philip Edmund',
);
/** Forenames with what else the same person is called. */
const SHORT = new Map(
  [
    'Thomas Tom',
    'John Jack',
    'William Will',
    'Henry Harry',
    'James Jim',
    'Charles Charlie',
    'Edward Ned',
    'Robert Bob',
  ]
    .concat([
      'Richard Dick',
      'Frederick Fred',
      'Joseph Joe',
      'Samuel Sam',
      'Elizabeth Betty',
      'Margaret Maggie',
    ])
    .map((pair) => pair.split(' ')),
);
const TITLES = words('Sir 1st Lord Rev');
const NO_SURNAMES = words('of Baronet Junior Baron');
const SURNAME_BEGINNINGS = words(
  'Ash Brad Hart Whit Lang Mor Thorn Wood Hol Lin Stan Win Har Black Raven El Clay Farn Hast Kirk Wes Nor',
);
const SURNAME_ENDINGS = words('ton ley field wood ham by worth well croft man land bury hurst more son');
const PLACES = words(
  'Northmere Eastwick Harlow Stonebeck Wickford Millbrook Ashcombe Redhaven Kirkby Oldport Westing Fenwick Larkhill',
  'Seaton Blackwater Tamworth Rosedale Greyminster Holmfirth Ludford Penwick Selby Thornage Uldale Varley Winscombe',
);
const TRADES = words(
  'writer cricketer politician painter officer clergyman lawyer physician botanist engineer architect actor composer',
  'historian merchant philosopher journalist chemist poet judge',
);
const AREAS = words('ZA ZB ZC ZD ZE ZF ZG ZH ZJ ZK');
const INWARD = 'ABDEFGHJLNPQRSTUWXYZ';

/** How many records a person has: one of these. */
const COPIES = [1, 2, 3, 5, 7, 8, 9, 10, 11, 12, 13, 15];

const HEADER = ['person', 'forename', 'surname', 'born', 'place', 'postcode', 'trade'];

export const COLUMNS = `forename: { identifier: forename }
surname: { identifier: surname }
born: { identifier: date-of-birth, format: YYYY-MM-DD }
place: { identifier: place-of-birth }
postcode: { identifier: postcode }
trade: { identifier: other, name: trade }
`;

/** Writes `messy.csv` and `messy.columns.yaml` into `folder`; column `person` has the truth. */
export async function writeMessy(people, seed, folder) {
  const random = Random.from(seed, 200);
  const rows = [];
  for (let number = 0; number < people; number += 1) {
    const person = invented(random);
    const copies = pick(random, COPIES);
    for (let copy = 0; copy < copies; copy += 1)
      rows.push([String(number), ...record(person, copy > 0, random)]);
  }
  for (let at = rows.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [rows[at], rows[other]] = [rows[other], rows[at]];
  }
  const file = join(folder, 'messy.csv');
  const columns = join(folder, 'messy.columns.yaml');
  await writeFile(file, csvLines([HEADER, ...rows]));
  await writeFile(columns, COLUMNS);
  return { file, columns };
}

function invented(random) {
  const area = `${pick(random, AREAS)}${1 + random.below(20)}`;
  const dayKnown = random.fraction() < 0.75;
  return {
    forename: frequent(random, FORENAMES),
    middle: random.fraction() < 0.4 ? pick(random, FORENAMES) : '',
    title: random.fraction() < 0.2 ? pick(random, TITLES) : '',
    surname: surname(random),
    otherSurname: random.fraction() < 0.15 ? surname(random) : '',
    year: 1600 + random.below(320),
    month: dayKnown ? 1 + random.below(12) : 1,
    day: dayKnown ? 1 + random.below(28) : 1,
    place: frequent(random, PLACES),
    trade: frequent(random, TRADES),
    area,
    postcode: postcodeIn(area, random),
  };
}

/** One record; the first of a person is as it should be but for what is missing. */
function record(person, faulty, random) {
  if (!faulty) {
    return [
      person.forename,
      person.surname,
      date(person),
      maybe(person.place, 0.82, random),
      person.postcode,
    ].concat(maybe(person.trade, 0.72, random));
  }
  return [
    forenameOf(person, random),
    surnameOf(person, random),
    bornOf(person, random),
    maybe(random.fraction() < 0.1 ? pick(random, PLACES) : person.place, 0.82, random),
    homeOf(person, random),
    maybe(random.fraction() < 0.08 ? pick(random, TRADES) : person.trade, 0.72, random),
  ];
}

function forenameOf({ forename, middle, title }, random) {
  const name = oneOf(random, [
    [0.13, SHORT.get(forename) ?? forename],
    [0.05, middle || forename],
    [0.06, title || forename],
    [0.02, ''],
    [0.74, forename],
  ]);
  return random.fraction() < 0.1 ? mistyped(name, random) : name;
}

function surnameOf({ surname: name, otherSurname }, random) {
  const found = oneOf(random, [
    [0.12, otherSurname || name],
    [0.03, pick(random, NO_SURNAMES)],
    [0.02, ''],
    [0.83, name],
  ]);
  return random.fraction() < 0.1 ? mistyped(found, random) : found;
}

function bornOf(person, random) {
  if (random.fraction() < 0.2) return '';
  return date(
    oneOf(random, [
      [0.08, { ...person, year: person.year + pick(random, [-10, -1, 1, 2, 10]) }],
      [0.05, { ...person, month: 1 + random.below(12) }],
      [0.05, { ...person, day: 1 + random.below(28) }],
      [0.1, { ...person, month: 1, day: 1 }],
      [0.72, person],
    ]),
  );
}

const homeOf = ({ area, postcode }, random) =>
  oneOf(random, [
    [0.25, postcodeIn(area, random)],
    [0.07, postcodeIn('ZZ1', random)],
    [0.18, ''],
    [0.5, postcode],
  ]);

const date = ({ year, month, day }) => [year, two(month), two(day)].join('-');
const two = (number) => String(number).padStart(2, '0');
const surname = (random) => pick(random, SURNAME_BEGINNINGS) + pick(random, SURNAME_ENDINGS);
const postcodeIn = (area, random) =>
  `${area} ${1 + random.below(9)}${INWARD[random.below(INWARD.length)]}${INWARD[random.below(INWARD.length)]}`;
const maybe = (text, share, random) => (random.fraction() < share ? text : '');
const pick = (random, list) => list[random.below(list.length)];
/** One of a list, the first most often: of n-th place as often as 1/(n+1). */
const frequent = (random, list) =>
  oneOf(
    random,
    list.map((word, place) => [1 / (place + 2), word]),
  );

/** One of several values by weight. */
function oneOf(random, weighted) {
  let left = random.fraction() * weighted.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of weighted) {
    left -= weight;
    if (left < 0) return value;
  }
  return weighted.at(-1)[1];
}

/** A letter left out, put in, exchanged for another, or two in each other's place. */
function mistyped(text, random) {
  if (text.length < 3) return text;
  const at = random.below(text.length - 1);
  const letter = String.fromCharCode(97 + random.below(26));
  return pick(random, [
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + letter + text.slice(at + 1),
    text.slice(0, at) + letter + text.slice(at),
    text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2),
  ]);
}

function words(...lines) {
  return lines.join(' ').split(' ');
}
