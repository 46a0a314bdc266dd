/** Two agencies and a linkage unit, with extracts of invented people made into tokens that have arrived there. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createParty, newProjectKey, openWorkspace, type Workspace } from '../../src/custody/index.ts';
import { csvLines, readPackage } from '../../src/files/index.ts';
import { pseudonymise } from '../../src/pseudonymise/index.ts';
import { fixedAmbient, logged, makeWorld, type World } from '../custody/world.ts';
import { scratch } from '../files/helpers.ts';
import { below, pick, type Random, seeded } from './random.ts';

/** What an agency has written down of somebody. */
export interface Card {
  /** Stands in the event's type, so that tests can find the record again. */
  readonly label: string;
  readonly forename: string;
  readonly surname: string;
  /** YYYY-MM-DD. */
  readonly born: string;
  readonly postcode: string;
  readonly nhs?: string;
}

export const AGENCIES = ['police', 'health'] as const;
export type Agency = (typeof AGENCIES)[number];

export interface Partnership {
  readonly world: World;
  /** A linkage unit of its own for one test, with everybody's tokens. */
  unit(): Promise<Workspace>;
  /** The record reference behind a label. */
  readonly references: Readonly<Record<Agency, ReadonlyMap<string, string>>>;
}

/** A third agency of the agreement, of which only tokens are ever seen. */
const HOUSING = `  - id: housing
    name: Northmere Homes
    organisation: Northmere Homes
    part: agency
    service: housing
    controller: controller
    competent-authority: false
    contact: governance@housing.northmere.example
`;

/** Its keys are the same in every world, so that all worlds have one agreement. */
let housing: ReturnType<typeof makeHousing> | undefined;
async function makeHousing() {
  const dir = scratch();
  await mkdir(dir, { recursive: true });
  return { dir, ...(await createParty(dir, 'housing', fixedAmbient(undefined, 'housing'))) };
}

/** The example agreement, with the columns that linking needs. */
async function agreed(): Promise<World> {
  const world = await makeWorld();
  housing ??= makeHousing();
  const { dir, log, sealing } = await housing;
  await cp(dir, world.of('housing'), { recursive: true });
  const keys = `    keys: { log: "${log}", sealing: "${sealing}" }\n`;
  await world.amend('  - id: linkage-unit\n', `${HOUSING}${keys}  - id: linkage-unit\n`);
  const id = 'PERSON_URN: { identifier: local-person-id }';
  await world.amend(id, `${id}\n    NHS: { identifier: nhs-number, test-range: true }`);
  const family = 'Family name: { identifier: surname }';
  await world.amend(
    family,
    `${family}\n    Given: { identifier: forename }\n    Home: { identifier: postcode }`,
  );
  await world.amend(
    'Reason: { event: type, treat: code, map: { 1: injury, 2: safeguarding } }',
    'Reason: { event: type, treat: keep }',
  );
  return world;
}

/** Plays everything up to the arrival of the tokens. */
export async function partnership(cards: Readonly<Record<Agency, readonly Card[]>>): Promise<Partnership> {
  const world = await agreed();
  const check = await newProjectKey(await world.open('police'));
  await world.amend('residual-encodings', `key-check: "${check}"\n  residual-encodings`);
  await cp(
    join(world.of('police'), 'party', 'project.key'),
    join(world.of('health'), 'party', 'project.key'),
  );
  const references = { police: new Map<string, string>(), health: new Map<string, string>() };
  for (const agency of AGENCIES) {
    const extract = join(world.of(agency), 'extract.csv');
    await writeFile(extract, EXTRACTS[agency](cards[agency]));
    await pseudonymise(await world.open(agency), { extract, replace: false, threads: 1 });
    const made = join(world.of(agency), 'work', agency);
    await cp(join(made, 'tokens'), join(world.of('linkage-unit'), 'work', 'tokens', agency), {
      recursive: true,
    });
    for (const { reference, type } of await rowsOf(join(made, 'events', 'events.csv')))
      references[agency].set(type!, reference!);
  }
  return {
    world,
    references,
    async unit() {
      const dir = scratch();
      await cp(world.of('linkage-unit'), dir, { recursive: true });
      const unit = await openWorkspace(dir, fixedAmbient(undefined, 'unit'));
      for (const agency of AGENCIES) await tokensArrived(unit, agency);
      return unit;
    },
  };
}

/** Has the linkage unit's log say that it took in the tokens of an agency as they lie in its work/. */
export async function tokensArrived(unit: Workspace, agency: string): Promise<void> {
  await logged(unit, await readPackage(join(unit.paths.work, 'tokens', agency)), 'received');
}

/**
 * Has the tokens of another partnership's health arrive in a workspace as those of housing. Both worlds have one
 * agreement and one project key.
 */
export async function housingFrom(other: Partnership, unit: Workspace): Promise<void> {
  const arrived = join(unit.paths.work, 'tokens', 'housing');
  await cp(join(other.world.of('linkage-unit'), 'work', 'tokens', 'health'), arrived, { recursive: true });
  const file = join(arrived, 'datapackage.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"agency": "health"', '"agency": "housing"'));
  await tokensArrived(unit, 'housing');
}

/** The rows of a CSV of ours, by column. */
export async function rowsOf(file: string): Promise<Record<string, string>[]> {
  const [header, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const names = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index]!]));
  });
}

const british = (day: string): string => day.split('-').toReversed().join('/');

const EXTRACTS: Readonly<Record<Agency, (cards: readonly Card[]) => string>> = {
  police: (cards) =>
    csvLines([
      ['PERSON_URN', 'NHS', 'SURNAME', 'FORENAME', 'DOB', 'PC', 'INCIDENT_DATE', 'ROLE', 'OFFENCE'].concat([
        'INCIDENT_NO',
        'OTHER_URN',
        'MARAC',
        'NOTES',
        'PROT',
      ]),
      ...cards.map(({ label, forename, surname, born, postcode, nhs = '' }, row) =>
        [String(row), nhs, surname, forename, british(born), postcode, '01/05/2025', 'VIC', label].concat([
          `I${row}`,
          '',
          'N',
          '',
          '',
        ]),
      ),
    ]),
  health: (cards) =>
    csvLines([
      ['NHS No', 'Family name', 'Given', 'Home', 'Born', 'Attended', 'Reason', 'Moved to', 'Age'],
      ...cards.map(({ label, forename, surname, born, postcode, nhs = '' }) => [
        nhs,
        surname,
        forename,
        postcode,
        born,
        '2025-06-01',
        label,
        '',
        '',
      ]),
    ]),
};

/** The nine digits with their check digit, in the range that is set aside for tests. */
export function nhsNumber(serial: number): string {
  for (let digits = 999_000_000 + serial; ; digits += 1) {
    const nine = String(digits);
    const sum = Array.from(nine, Number).reduce((total, digit, at) => total + (10 - at) * digit, 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${nine}${check}`;
  }
}

const SYLLABLES = [
  'bar',
  'del',
  'fen',
  'gor',
  'hal',
  'kim',
  'lor',
  'mun',
  'nes',
  'pol',
  'ras',
  'tev',
  'vin',
  'wex',
];
const FORENAMES = [
  ...[
    'Agnes',
    'Bruno',
    'Cecily',
    'Dermot',
    'Edith',
    'Felix',
    'Greta',
    'Howard',
    'Ingrid',
    'Jasper',
    'Kirsty',
  ],
  ...[
    'Leonard',
    'Mabel',
    'Nigel',
    'Olga',
    'Percy',
    'Quentin',
    'Rhona',
    'Silas',
    'Tamsin',
    'Ursula',
    'Victor',
  ],
  ...['Winifred', 'Xanthe', 'Yusra', 'Zoltan', 'Amara', 'Boaz', 'Chidi', 'Dilys', 'Emeka', 'Fenella'],
];

/** People with whom to fill two agencies: some known to both, as faulty as records are, some sharing a home. */
export function background(seed: number, people: number): Record<Agency, Card[]> {
  const random = seeded(seed);
  const cards: Record<Agency, Card[]> = { police: [], health: [] };
  let home = { surname: '', postcode: '' };
  for (let person = 0; person < people; person += 1) {
    if (person === 0 || random() < 0.7) home = { surname: surname(random), postcode: postcode(random) };
    const card = { ...home, forename: pick(random, FORENAMES), born: birthday(random) };
    const at = random();
    if (at < 0.65) cards.police.push({ ...card, label: `p${person}` });
    if (at > 0.35) cards.health.push({ ...faulty(card, random), label: `h${person}` });
  }
  return cards;
}

const surname = (random: Random): string => {
  const name = Array.from({ length: 2 + below(random, 2) }, () => pick(random, SYLLABLES)).join('');
  return name[0]!.toUpperCase() + name.slice(1);
};

const postcode = (random: Random): string =>
  `ZA${1 + below(random, 12)} ${below(random, 9)}${pick(random, ['A', 'B', 'D', 'E'])}${pick(random, ['F', 'G', 'H', 'J'])}`;

const two = (value: number): string => String(value).padStart(2, '0');
const birthday = (random: Random): string =>
  `${1945 + below(random, 65)}-${two(1 + below(random, 12))}-${two(2 + below(random, 26))}`;

function faulty(card: Omit<Card, 'label'>, random: Random): Omit<Card, 'label'> {
  const at = random();
  if (at < 0.05) return { ...card, surname: `${card.surname.slice(0, -1)}${pick(random, ['a', 'o', 'x'])}` };
  if (at < 0.1) return { ...card, postcode: postcode(random) };
  if (at < 0.14) return { ...card, forename: card.forename.slice(0, 4) };
  if (at < 0.18) return { ...card, born: `${card.born.slice(0, 8)}${two(2 + below(random, 26))}` };
  return card;
}
