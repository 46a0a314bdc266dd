import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Summary, synthesise } from '../../src/synthesise/index.ts';
import {
  AGENCY_IDS,
  type Cells,
  COLUMNS,
  groupBy,
  isNhsNumber,
  isoOf,
  isPncId,
  isUpn,
  recordsOf,
  rowsOf,
  SHAPES,
  scratch,
  share,
  truthOf,
} from './helpers.ts';

const PEOPLE = 6000;
let out: string;
let summary: Summary;
let rows: Record<(typeof AGENCY_IDS)[number], Cells[]>;
let people: Cells[];
let records: Cells[];
/** Whose each local id is, by agency. */
const ownerOf = (): Map<string, string> =>
  new Map(records.map((row) => [`${row.agency} ${row.local_id}`, row.person!]));

beforeAll(async () => {
  out = join(scratch(), 'population');
  summary = await synthesise({ people: PEOPLE, seed: 11, out });
  rows = {
    police: rowsOf(out, 'police'),
    health: rowsOf(out, 'health'),
    housing: rowsOf(out, 'housing'),
    childrens: rowsOf(out, 'childrens'),
  };
  people = truthOf(out, 'people');
  records = truthOf(out, 'records');
});

describe('files', () => {
  it.each(AGENCY_IDS)('gives %s its own shape', (agency) => {
    const { mark, lineEnd, columns } = SHAPES[agency];
    const bytes = readFileSync(join(out, `${agency}.csv`));
    expect(bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))).toBe(mark);
    expect(bytes.includes('\r\n')).toBe(lineEnd === '\r\n');
    const all = recordsOf(out, agency);
    expect(all[0]).toHaveLength(columns);
    expect(all.filter((row) => row.length !== columns)).toEqual([]);
    expect(all).toHaveLength(summary.rows[agency] + 1);
  });

  it('writes letters that only Windows-1252 has in Windows-1252, and all letters in UTF-8', () => {
    const housing = readFileSync(join(out, 'housing.csv'));
    expect(housing.some((byte) => byte >= 0x80)).toBe(true);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(housing)).toThrow(TypeError);
    expect(rows.health.some((row) => /[łşığćęńș]/.test(`${row['Family Name']}${row['Given Name']}`))).toBe(
      true,
    );
    const plain = [...rows.police.map((row) => row.SURNAME), ...rows.childrens.map((row) => row.Surname)];
    expect(plain.every((name) => /^[ -~]*$/.test(name!))).toBe(true);
  });

  it.each(AGENCY_IDS)('dates every event of %s inside the window', (agency) => {
    const days = rows[agency].map((row) => isoOf(row[COLUMNS[agency].day]!));
    expect(days.every((day) => day !== undefined && day >= '2022-04-01' && day <= '2026-03-31')).toBe(true);
  });

  it('lists every file with its length', () => {
    expect(summary.files.map(({ name }) => name)).toEqual([
      'agreement.yaml',
      'childrens.csv',
      'health.csv',
      'housing.csv',
      'police.csv',
      'truth/people.csv',
      'truth/records.csv',
    ]);
    for (const { name, bytes } of summary.files) expect(readFileSync(join(out, name))).toHaveLength(bytes);
  });
});

describe('truth', () => {
  it('has exactly the people asked for, each known to an agency', () => {
    expect(people).toHaveLength(PEOPLE);
    expect(new Set(people.map((row) => row.person)).size).toBe(PEOPLE);
    expect(new Set(records.map((row) => row.person)).size).toBe(PEOPLE);
    expect(new Set(people.map((row) => row.household)).size).toBe(summary.households);
  });

  it.each(AGENCY_IDS)('has every local id of %s once, and no other', (agency) => {
    const told = records.filter((row) => row.agency === agency).map((row) => row.local_id!);
    const used = new Set(rows[agency].map((row) => row[COLUMNS[agency].id]!));
    expect(new Set(told).size).toBe(told.length);
    expect(new Set(told)).toEqual(used);
  });

  it('has people known to one, two, three and four agencies', () => {
    const known = [...groupBy(records, (row) => row.person!).values()].map(
      (own) => new Set(own.map((row) => row.agency)),
    );
    const counts = [1, 2, 3, 4].map((agencies) => share(known, (set) => set.size === agencies));
    expect(counts[0]).toBeGreaterThan(0.5);
    expect(counts[1]).toBeGreaterThan(0.15);
    expect(counts[2]).toBeGreaterThan(0.04);
    expect(counts[3]).toBeGreaterThan(0.008);
  });

  it('marks couples, siblings, twins and namesakes of one household', () => {
    const byId = new Map(people.map((row) => [row.person!, row]));
    const twins = people.filter((row) => row.twin_of !== '');
    expect(twins.length).toBeGreaterThan(10);
    for (const twin of twins) {
      const other = byId.get(twin.twin_of!)!;
      expect([other.twin_of, other.household, other.birth_year]).toEqual([
        twin.person,
        twin.household,
        twin.birth_year,
      ]);
    }
    expect(people.filter((row) => row.same_name_as !== '').length).toBeGreaterThan(10);
    expect(people.filter((row) => row.siblings !== '').length).toBeGreaterThan(500);
    expect(people.filter((row) => row.relation === 'partner').length).toBeGreaterThan(1000);
  });

  it('has mostly women among victims, and people who are both', () => {
    const victims = people.filter((row) => row.abuse === 'victim');
    expect(share(victims, (row) => row.sex === 'F')).toBeGreaterThan(0.7);
    expect(share(victims, (row) => row.sex === 'F')).toBeLessThan(0.92);
    expect(people.filter((row) => row.abuse === 'both').length).toBeGreaterThan(100);
  });
});

describe('numbers', () => {
  it('are valid wherever they stand, and one person has one of each', () => {
    const nhs = rows.health
      .map((row) => row['NHS Number']!.replaceAll(' ', ''))
      .filter((cell) => cell !== '');
    expect(nhs.filter((number) => !isNhsNumber(number) || !number.startsWith('999'))).toEqual([]);
    const upns = rows.childrens.map((row) => row.UPN!).filter((cell) => cell !== '');
    expect(upns.filter((code) => !isUpn(code))).toEqual([]);
    const pncs = rows.police.map((row) => row.PNC_ID!).filter((cell) => cell !== '');
    expect(pncs.filter((code) => !isPncId(code))).toEqual([]);
    expect(Math.min(nhs.length, upns.length, pncs.length)).toBeGreaterThan(100);

    const owner = ownerOf();
    const owners = new Map<string, Set<string>>();
    for (const row of rows.health) {
      const number = row['NHS Number']!.replaceAll(' ', '');
      const person = owner.get(`health ${row['Local Patient ID']}`)!;
      if (number !== '') owners.set(number, (owners.get(number) ?? new Set()).add(person));
    }
    expect([...owners.values()].filter((set) => set.size > 1)).toEqual([]);
  });

  it('stand on most health rows, and on children of school age only', () => {
    expect(share(rows.health, (row) => row['NHS Number'] !== '')).toBeGreaterThan(0.9);
    expect(share(rows.health, (row) => row['NHS Number'] !== '')).toBeLessThan(0.96);
    const withUpn = rows.childrens.filter((row) => row.UPN !== '');
    expect(withUpn.every((row) => row.RoleInCase === 'Child')).toBe(true);
  });
});

describe('referrals', () => {
  const iso = (written: string): string => written.split('/').toReversed().join('-');

  it('to a programme come first, then its start, then its completion, each of a suspect on file', () => {
    const stages = rows.police.filter(({ OFFENCE }) => OFFENCE!.startsWith('Programme '));
    const owner = ownerOf();
    const whose = ({ PERSON_URN }: Cells): string => owner.get(`police ${PERSON_URN}`)!;
    const assessed = rows.police.filter(({ DASH_RISK, ROLE }) => DASH_RISK !== '' && ROLE === 'SUS');
    const suspects = new Set(assessed.map(whose));
    const order = ['Programme referral', 'Programme start', 'Programme completion'];
    const programmes = [...groupBy(stages, (row) => row.INCIDENT_NO!).values()];
    expect(programmes.length).toBeGreaterThan(100);
    for (const programme of programmes) {
      const inOrder = programme.toSorted((a, b) => (iso(a.INCIDENT_DATE!) < iso(b.INCIDENT_DATE!) ? -1 : 1));
      expect(inOrder.map(({ OFFENCE }) => OFFENCE)).toEqual(order.slice(0, programme.length));
      expect(new Set(programme.map((row) => row.PERSON_URN)).size).toBe(1);
      expect(suspects.has(whose(programme[0]!))).toBe(true);
    }
    const lengths = new Set(programmes.map(({ length }) => length));
    expect(lengths).toEqual(new Set([1, 2, 3]));
  });

  it('to safe accommodation are of victims, with a place or the reason why there was none', () => {
    const referrals = rows.housing.filter((row) => row['Duty Owed'] === 'Safe accommodation');
    expect(referrals.length).toBeGreaterThan(20);
    for (const row of referrals) {
      expect(row['Main Reason for Loss of Settled Home']).toBe('Domestic abuse - victim');
      const placed = row['Accommodation Outcome'] === 'Placed in a refuge';
      expect(row['Area of New Accommodation'] !== '').toBe(placed);
    }
    const unplaced = referrals.filter((row) => row['Area of New Accommodation'] === '');
    expect(new Set(unplaced.map((row) => row['Date Duty Ended']))).toEqual(new Set(['']));
    expect(new Set(referrals.map((row) => row['Accommodation Outcome'])).size).toBeGreaterThan(2);
  });
});

describe('the story', () => {
  it('names the other party of an incident by the id that stands in the other row', () => {
    const incidents = rows.police.filter(({ OFFENCE }) => !OFFENCE!.startsWith('Programme '));
    const byCase = groupBy(incidents, (row) => row.INCIDENT_NO!);
    const pairs = [...byCase.values()].filter((incident) => incident.length === 2);
    expect(pairs.length).toBeGreaterThan(1000);
    for (const [one, other] of pairs) {
      expect([one!.OTHER_URN, other!.OTHER_URN]).toEqual([other!.PERSON_URN, one!.PERSON_URN]);
      expect(new Set([one!.ROLE, other!.ROLE])).toEqual(new Set(['VIC', 'SUS']));
    }
  });

  it('has repeats, counter-allegations, MARAC referrals of high risks, and applications after leaving', () => {
    const victims = rows.police.filter((row) => row.ROLE === 'VIC');
    const incidents = groupBy(victims, (row) => row.PERSON_URN!);
    expect(share([...incidents.values()], (own) => own.length > 1)).toBeGreaterThan(0.3);
    const suspects = new Set(rows.police.filter((row) => row.ROLE === 'SUS').map((row) => row.PERSON_URN));
    expect([...incidents.keys()].filter((id) => suspects.has(id)).length).toBeGreaterThan(20);
    const high = victims.filter((row) => row.DASH_RISK === 'H');
    expect(share(high, (row) => row.MARAC_REFERRAL === 'Y')).toBeGreaterThan(0.75);
    const reasons = groupBy(rows.housing, (row) => row['Main Reason for Loss of Settled Home']!);
    expect(reasons.get('Domestic abuse - victim')!.length).toBeGreaterThan(100);
    expect(
      reasons.get('Domestic abuse - alleged perpetrator excluded from property')!.length,
    ).toBeGreaterThan(5);
  });

  it('puts nobody in two roles in one case of children’s services', () => {
    const roles = new Map<string, Set<string>>();
    for (const row of rows.childrens) {
      const key = `${row.CaseID} ${row.PersonID}`;
      roles.set(key, (roles.get(key) ?? new Set()).add(row.RoleInCase!));
    }
    expect([...roles.values()].filter((set) => set.size > 1)).toEqual([]);
  });
});

describe('faults', () => {
  it.each([
    ['police', 'SELF_DEFINED_ETHNICITY', 'NS', 0.57, 0.69],
    ['police', 'POSTCODE', 'ZZ99 3VZ', 0.003, 0.02],
    ['police', 'DOB', '01/01/1900', 0.001, 0.015],
    ['police', 'DOB', '', 0.005, 0.035],
    ['health', 'Ethnic Category', 'Z', 0.1, 0.18],
    ['housing', 'Last Settled Postcode', 'ZZ99 3VZ', 0.02, 0.07],
    ['childrens', 'BirthDate', '', 0.004, 0.03],
  ] as const)('of %s: %s is "%s" in a share within bounds', (agency, column, value, low, high) => {
    const found = share(rows[agency], (row) => row[column] === value);
    expect(found).toBeGreaterThan(low);
    expect(found).toBeLessThan(high);
  });

  it('make agencies differ over the birthday of some people, but not of most', () => {
    const owner = ownerOf();
    const dates = new Map<string, Map<string, string>>();
    for (const agency of AGENCY_IDS) {
      const { id, birth } = COLUMNS[agency];
      for (const row of rows[agency]) {
        const person = owner.get(`${agency} ${row[id]}`)!;
        const known = dates.get(person) ?? new Map<string, string>();
        if (row[birth] !== '') known.set(agency, isoOf(row[birth]!)!);
        dates.set(person, known);
      }
    }
    const several = [...dates.values()].filter((known) => known.size > 1);
    const differing = share(several, (known) => new Set(known.values()).size > 1);
    expect(differing).toBeGreaterThan(0.02);
    expect(differing).toBeLessThan(0.1);
  });

  it('give some people a second local id at one agency', () => {
    const held = groupBy(records, (row) => `${row.agency} ${row.person}`);
    const twice = share([...held.values()], (ids) => ids.length > 1);
    expect(twice).toBeGreaterThan(0.005);
    expect(twice).toBeLessThan(0.05);
  });

  it('leave names in the notes, which is why the agreement drops them', () => {
    const naming = share(rows.police, (row) => row.NOTES!.includes(row.FORENAME_1!) && row.FORENAME_1 !== '');
    expect(naming).toBeGreaterThan(0.05);
    expect(rows.police.some((row) => row.NOTES!.includes('\n'))).toBe(true);
  });

  it('flag a few people as protected and a few addresses as confidential', () => {
    const flagged = people.filter((row) => row.protected === 'yes').length;
    expect(flagged).toBeGreaterThan(5);
    expect(flagged).toBeLessThan(60);
    expect(rows.police.filter((row) => row.CONFIDENTIAL_ADDRESS === 'Y').length).toBeGreaterThan(0);
  });
});
