import { describe, expect, test } from 'vitest';
import { columnLine, columnsOf, describeAgreement } from '../../src/agreement/index.ts';
import { standingClauses } from '../../src/agreement/status.ts';
import { signerFromSeed, vkeyOf } from '../../src/sharelog/index.ts';
import {
  agreementFrom,
  EXAMPLE_TEXT,
  exampleWith,
  keyedWith,
  NOTHING_AROUND,
  signedFrom,
} from './helpers.ts';

const example = agreementFrom(EXAMPLE_TEXT);

describe('an agreement in words', () => {
  const sections = describeAgreement(example);
  const lines = (heading: string) => sections.find((section) => section.heading === heading)?.lines;

  test('says what goes from whom to whom', () => {
    expect(lines('What goes from whom to whom')).toEqual([
      'police gives tokens to linkage-unit, quarterly, for needs-assessment.',
      'police gives events to analyst, quarterly, for needs-assessment; events dated from 2023-04-01 to 2026-03-31.',
      'health gives tokens to linkage-unit, quarterly, for needs-assessment.',
      'health gives events to analyst, quarterly, for needs-assessment; events dated from 2023-04-01 to 2026-03-31.',
      'linkage-unit gives links to analyst, quarterly, for needs-assessment.',
    ]);
  });

  test('says what happens to each column', () => {
    const line = (agency: string, key: string) =>
      columnsOf(example, agency)
        .filter((column) => column.key === key)
        .map(columnLine);
    expect(line('police', 'SURNAME')).toEqual([
      'SURNAME: surname, used for tokens only and never handed on.',
    ]);
    expect(line('police', 'INCIDENT_DATE')).toEqual(["INCIDENT_DATE: the event's date, kept as it is."]);
    expect(line('police', 'ROLE')).toEqual(["ROLE: the event's role, coded as victim, suspect."]);
    expect(line('police', 'INCIDENT_NO')).toEqual([
      "INCIDENT_NO: the event's case, replaced by a keyed reference under the agency's own secret.",
    ]);
    expect(line('police', 'AGE')).toEqual([
      'AGE (from DOB): age-group, an age in bands (0-4, 5-9, 10-15, 16-17, 18-24, 25-34, 35-44, 45-54, 55-64, 65-74, 75-84, 85+).',
    ]);
    expect(line('police', 'AREA')).toEqual(['AREA (from PC): district, a postcode cut to its district.']);
    expect(line('police', 'NOTES')).toEqual(['NOTES: dropped.']);
    expect(line('police', 'PROT')).toEqual(['PROT: marks protected people, who are left out altogether.']);
    expect(line('health', 'Attended')).toEqual(["Attended: the event's date, cut to year and month."]);
    expect(line('health', 'all rows role')).toEqual([
      'all rows role: the event\'s role, "victim" in every row.',
    ]);
    expect(line('health', 'Moved to')).toEqual([
      'Moved to: area-now, only whether it is the same area or another.',
    ]);
    expect(lines('What happens to each column of police')?.at(-1)).toBe('Any other column is dropped.');
  });

  test('names every party, and what its keys still lack', () => {
    expect(lines('Parties')?.[2]).toBe(
      'linkage-unit: Linkage unit, of Ashby Vale University; linkage unit, processor. Contact: linkage@university.northmere.example. Its log key and sealing key are not yet in the agreement.',
    );
  });

  test('says that counts have noise where they do', () => {
    const noisy = agreementFrom(
      exampleWith([
        '  rounding: none',
        '  rounding: none\n  method: cell-key\n  perturbation-table: noise-5',
      ]),
    );
    const said = describeAgreement(noisy).find(
      ({ heading }) => heading === 'What may leave as a number',
    )?.lines;
    expect(said?.[1]).toBe(
      'Small counts are not hidden: every count has noise instead (cell-key perturbation, table noise-5), the same for the same people wherever they are counted.',
    );
  });

  test('says first where one organisation plays two parts', () => {
    const combined = agreementFrom(
      exampleWith(['organisation: Ashby Vale University', 'organisation: Northmere Council']),
    );
    expect(describeAgreement(combined)[0]?.lines[1]).toBe(
      'Northmere Council plays several parts (linkage-unit, analyst); the agreement DOES NOT accept this.',
    );
  });
});

describe('whether it is in force', () => {
  const at = (time: string, text = keyedWith()) =>
    standingClauses(
      { agreement: signedFrom(text), holdsProjectKey: false, surroundings: NOTHING_AROUND },
      new Date(time),
    )
      .filter(({ holds, told }) => !holds && told)
      .map(({ id }) => id);

  test('every standing clause holds in its time, and only then', () => {
    expect(at('2026-06-01T00:00:00Z')).toEqual([]);
    expect(at('2026-03-31T23:59:59Z')).toEqual(['effective']);
    expect(at('2027-04-01T00:00:00Z')).toEqual(['not-expired', 'review-not-overdue']);
    expect(at('2026-06-01T00:00:00Z', keyedWith(['status: active', 'status: draft']))).toEqual([
      'status-active',
    ]);
  });

  test('a failing clause says why and what to do', () => {
    const draft = agreementFrom(exampleWith(['status: active', 'status: draft']));
    const status = standingClauses(
      { agreement: draft, holdsProjectKey: false, surroundings: NOTHING_AROUND },
      new Date('2026-06-01T00:00:00Z'),
    ).find(({ id }) => id === 'status-active');
    expect(status).toEqual({
      id: 'status-active',
      words: 'the agreement is active',
      holds: false,
      told: true,
      reason: "the agreement's status is draft, so it permits nothing",
      hint: 'complete it, set about.status to active, and have every party sign',
    });
  });

  describe("whether this party's log key is the agreed one", () => {
    const KEY = vkeyOf(signerFromSeed('police.throughline.example/sharelog', new Uint8Array(32).fill(1)));
    const agreed = (keys: string): string =>
      exampleWith(['  - id: police\n', `  - id: police\n    keys: { ${keys} }\n`]);
    const ownKey = (partyId: string | undefined, ownLogKey: string | undefined, text: string) =>
      standingClauses(
        {
          agreement: agreementFrom(text),
          partyId,
          ownLogKey,
          holdsProjectKey: false,
          surroundings: NOTHING_AROUND,
        },
        new Date('2026-06-01T00:00:00Z'),
      ).find(({ id }) => id === 'own-key-agreed');

    test('is yes or no where there are two keys to compare', () => {
      const text = agreed(`log: ${KEY}`);
      expect(ownKey('police', KEY, text)).toMatchObject({ holds: true, told: true });
      expect(ownKey('police', `${KEY}A`, text)).toMatchObject({ holds: false, told: true });
      expect(ownKey('health', KEY, text)).toMatchObject({ holds: false, told: true });
    });

    test.each([
      ['there is no key in the workspace', 'police', undefined, `log: ${KEY}`, 'holds no log key'],
      ['there is no party either', undefined, undefined, `log: ${KEY}`, 'holds no log key'],
    ])('cannot be told where %s', (_, partyId, own, keys, reason) => {
      const status = ownKey(partyId, own, agreed(keys));
      expect(status).toMatchObject({ holds: false, told: false });
      expect(status?.reason).toContain(reason);
      expect(status?.hint).not.toBe('');
    });
  });
});
