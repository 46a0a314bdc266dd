// An analyst's workspace with as many linked events as asked for: plausible in shape, invented in every value.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine, openForWriting, writePackage } from '../../dist/files/index.js';

const DIGEST = 'a'.repeat(64);
const DRAWS = 20;
/** Of the people, how many are in doubt: as the links of the invented population have it. */
const DOUBTFUL = 0.03;
const SHARES = { police: 0.45, health: 0.2, housing: 0.1, childrens: 0.25 };
const COLUMNS = {
  police: ['marac-referral', 'marac-result', 'children-in-household', 'risk', 'counterparty'],
  health: [],
  housing: ['end-date', 'duty-owed', 'tenure', 'reason-for-loss', 'main-applicant'],
  childrens: ['referral-source'],
};
const COMMON = [
  'reference',
  'date',
  'type',
  'role',
  'outcome',
  'case',
  'age-group',
  'ethnic-group',
  'recorded-sex',
  'area',
];

/** A small generator with a seed, so that every run has the same events. */
function dice(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    below: (n) => Math.floor(next() * n),
    pick: (of) => of[Math.floor(next() * of.length)],
    chance: (p) => next() < p,
  };
}

const day = (index) => new Date(Date.UTC(2022, 3, 1) + index * 86_400_000).toISOString().slice(0, 10);
const AGES = ['16-24', '25-34', '35-44', '45-54', '55-64'];

function rowOf(agency, random, people) {
  const person = random.below(people);
  const when = random.below(1460);
  const role =
    agency === 'childrens'
      ? random.pick(['child', 'child', 'victim'])
      : random.pick(['victim', 'suspect', 'victim']);
  const type = {
    police: [
      'Harassment',
      'Common assault',
      'Domestic incident, no crime',
      'Disclosure scheme: right to ask',
    ],
    health: ['Emergency department attendance', 'Adult safeguarding concern'],
    housing: ['Homelessness application'],
    childrens: ['Contact', 'Contact', 'Referral', 'Assessment'],
  }[agency];
  const referred = random.chance(0.15);
  const values = {
    reference: `${agency}-${person}`,
    date: day(when),
    type: random.pick(type),
    role,
    outcome: random.pick([
      'Social rented',
      'Contact lost',
      'No enquiry',
      'Enquiry under section 42',
      'Disclosure made',
    ]),
    case: `${agency}-${person}-${Math.floor(when / 7)}`,
    'age-group': random.pick(AGES),
    'ethnic-group': random.pick(['White', 'White', 'Asian', 'Black', '', '']),
    'recorded-sex': random.pick(['female', 'male', '']),
    area: random.pick(['same area', 'same area', 'other area', '']),
    'marac-referral': referred ? 'yes' : 'no',
    'marac-result': referred ? random.pick(['heard', 'declined']) : '',
    'children-in-household': random.pick(['none', 'one', 'two']),
    risk: random.pick(['standard', 'medium', 'high']),
    counterparty: `${agency}-${(person * 7 + random.below(2)) % people}`,
    'end-date': random.chance(0.6) ? day(when + 60) : '',
    'duty-owed': random.pick(['Relief duty', 'Prevention duty', 'Main duty']),
    tenure: random.pick(['Private rented', 'Social rented']),
    'reason-for-loss': random.pick(['Domestic abuse - victim', 'Property disrepair']),
    'main-applicant': 'yes',
    'referral-source': random.pick(['6', '2A', '3B']),
  };
  return [...COMMON, ...COLUMNS[agency]].map((column) => values[column]);
}

async function writeTable(folder, name, columns, mark, rows) {
  await mkdir(folder, { recursive: true });
  const file = await openForWriting(join(folder, `${name}.csv`));
  await file.write(csvLine(columns));
  for (const row of rows) await file.write(csvLine(row));
  const fields = columns.map((column) => ({ name: column, type: 'string' }));
  await writePackage(folder, {
    name,
    title: name,
    resources: [{ name, file: `${name}.csv`, ...(await file.end()), fields }],
    throughline: { kind: name, agreement: { id: 'bench', version: 1, digest: DIGEST }, ...mark },
  });
}

/** Writes `work/events` and `work/links`; five events a person. */
export async function writeLinked(work, events) {
  const people = Math.ceil(events / 5);
  const random = dice(1);
  for (const [agency, share] of Object.entries(SHARES)) {
    const count = Math.round(events * share);
    const rows = (function* () {
      for (let index = 0; index < count; index += 1) yield rowOf(agency, random, people);
    })();
    await writeTable(
      join(work, 'events', agency),
      'events',
      [...COMMON, ...COLUMNS[agency]],
      { agency },
      rows,
    );
  }
  const draws = Array.from({ length: DRAWS }, (_, draw) => `draw_${draw + 1}`);
  const rows = (function* () {
    for (const agency of Object.keys(SHARES)) {
      for (let person = 0; person < people; person += 1) {
        const inDoubt = person < people * DOUBTFUL && agency === 'health';
        const drawn = draws.map(() => (inDoubt && random.chance(0.3) ? `other-${person}` : ''));
        yield [agency, `${agency}-${person}`, `person-${person}`, 'high', ...drawn];
      }
    }
  })();
  await writeTable(
    join(work, 'links'),
    'links',
    ['agency', 'reference', 'person', 'band', ...draws],
    {},
    rows,
  );
}

/** The agreement as far as an analysis needs it. */
export const agreement = {
  digest: DIGEST,
  parties: [],
  flows: Object.keys(SHARES).map((from) => ({
    from,
    to: 'analyst',
    what: 'events',
    purpose: 'needs-assessment',
    frequency: 'yearly',
    'events-from': '2022-04-01',
  })),
};
