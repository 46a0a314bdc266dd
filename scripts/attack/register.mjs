/**
 * The attacker's knowledge: a register of everybody, with the facts as they are, written from the same invented
 * population. It has no record of any agency's and none of their faults.
 */
import { TokenMaker } from '../../dist/pseudonymise/tokens.js';
import { recordStandardiser } from '../../dist/standardise/index.js';
import { partsOf } from '../../dist/synthesise/calendar.js';
import { Population } from '../../dist/synthesise/population.js';
import { hashBytes } from './hash.mjs';
import { ViewBuilder } from './view.mjs';

/** The register's columns: what each is, and the fact of a person that stands in it. */
const COLUMNS = [
  [{ identifier: 'surname' }, ({ surnames }) => surnames.at(-1).is],
  [
    { identifier: 'previous-surname' },
    ({ surnames, birthSurname }) => otherThan(surnames.at(-1).is, birthSurname),
  ],
  [{ identifier: 'forename' }, ({ forename }) => forename],
  [{ identifier: 'middle-names' }, ({ middle }) => middle],
  [{ identifier: 'date-of-birth', format: 'YYYY-MM-DD' }, ({ born }) => isoDay(born)],
  [{ identifier: 'sex' }, ({ sex }) => sex],
  [{ identifier: 'address-line' }, ({ homes }) => homes.at(-1).is.line],
  [{ identifier: 'postcode' }, ({ homes }) => homes.at(-1).is.postcode],
  [{ identifier: 'phone' }, ({ phone = '' }) => phone],
  [{ identifier: 'email' }, ({ email = '' }) => email],
  [{ identifier: 'nhs-number', 'test-range': true }, ({ numbers }) => numbers.nhs ?? ''],
  [{ identifier: 'upn' }, ({ numbers }) => numbers.upn ?? ''],
  [{ identifier: 'pnc-id' }, ({ numbers }) => numbers.pnc ?? ''],
];

const otherThan = (present, former) => (former === present ? '' : former);

function isoDay(day) {
  const { year, month, day: inMonth } = partsOf(day);
  return `${year}-${String(month).padStart(2, '0')}-${String(inMonth).padStart(2, '0')}`;
}

/**
 * The people of a synthesised population in the order of its truth (the first is P0000001), as standardised records.
 *
 * @param {{ people: number, seed: number }} options as the population was made
 */
export function readRegister({ people, seed }) {
  const standardise = recordStandardiser(
    COLUMNS.map(([column], index) => ({ index, column })),
    new Date('2026-04-01T00:00:00Z'),
  );
  const population = new Population({ people, seed });
  const register = [];
  for (let households = 0; register.length < people; ) {
    const { household, registrations } = population.next(households);
    const met = new Set(registrations.map(({ person }) => person));
    if (met.size === 0 || register.length + met.size > people) continue;
    households += 1;
    for (const person of household.people) {
      if (met.has(person)) register.push(standardise(COLUMNS.map(([, fact]) => fact(person))));
    }
  }
  return register;
}

/** Stands in for a keyed hash where there is no key: names the value, as plain text would. */
class PlainText {
  token(message) {
    return [1, 2].map((half) => hashBytes(message, half).toString(16).padStart(8, '0')).join('');
  }
}

/**
 * The match-keys of a register's people: in plain text, or under the hashers given, one for each match-key.
 *
 * @returns {import('./view.mjs').View}
 */
export function registerView(register, scheme, hashers = scheme.matchKeys.map(() => new PlainText())) {
  const maker = new TokenMaker(scheme, hashers);
  const builder = new ViewBuilder(scheme.matchKeys.map(({ name }) => name));
  for (const [person, record] of register.entries()) {
    const { rows, presence } = maker.make(record);
    for (const row of rows) builder.add(person, row, presence);
  }
  return builder.done();
}
