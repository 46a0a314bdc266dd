import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hmac256 } from '../../src/custody/index.ts';
import type { EventColumn } from '../../src/pseudonymise/recipe.ts';
import { type Treated, treatment, UNNAMED } from '../../src/pseudonymise/treat.ts';
import type { CalendarDate } from '../../src/standardise/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { keyNamed } from './helpers.ts';

type Use = EventColumn['use'];
type EventUse = Omit<Extract<Use, { kind: 'event' }>, 'kind'>;
type AttributeUse = Omit<Extract<Use, { kind: 'attribute' }>, 'kind' | 'name'>;

const TODAY = '2026-06-01';
const REFERENCES = {
  person: (id: string) => `person ${id}`,
  case: new Hmac256(keyNamed('case')),
  household: new Hmac256(keyNamed('household')),
};

const column = (use: Use): EventColumn => ({ name: 'x', from: { index: 0 }, use });
const treat = (use: Use) => treatment(column(use), { today: TODAY }, REFERENCES);
const event = (use: EventUse) => treat({ kind: 'event', ...use });
const attribute = (use: AttributeUse) => treat({ kind: 'attribute', name: 'x', ...use });
const day = (text: string): CalendarDate => {
  const [year, month, of] = text.split('-').map(Number);
  return { year: year!, month: month!, day: of! };
};
const NOW = day('2025-04-05');
const reason = (treated: Treated): string =>
  typeof treated === 'string' ? `kept: ${treated}` : treated.reason;

describe('a kept column', () => {
  test('is what it was', () => {
    const keep = attribute({ treat: 'keep' });
    for (const cell of ['', 'repeat', 'naïve, "quoted"', '=1+1', 'café\t✓'])
      expect(keep(cell, NOW)).toBe(cell);
    expect(event({ field: 'type', treat: 'keep' })('assault', NOW)).toBe('assault');
  });

  test('stands on one line', () => {
    const keep = event({ field: 'outcome', treat: 'keep' });
    expect(keep('one\ntwo\r\nthree\rfour\n\n\nfive', NOW)).toBe('one two three four five');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ') }), (cell) => {
        expect(keep(cell, NOW)).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a date', () => {
  const kept = event({ field: 'date', treat: 'keep', format: 'DD/MM/YYYY' });

  test('kept is the day, by month the month', () => {
    expect(kept('29/02/2024', NOW)).toBe('2024-02-29');
    expect(event({ field: 'date', treat: 'month', format: 'DD/MM/YYYY' })('29/02/2024', NOW)).toBe('2024-02');
    expect(event({ field: 'end-date', treat: 'keep', format: 'YYYY-MM-DD' })('2024-02-29', NOW)).toBe(
      '2024-02-29',
    );
    expect(event({ field: 'end-date', treat: 'month', format: 'YYYY-MM-DD' })('2024-02-29', NOW)).toBe(
      '2024-02',
    );
    expect(attribute({ treat: 'month', format: 'D MMM YYYY' })('7 Sept 2024', NOW)).toBe('2024-09');
  });

  test('of two digits for the year goes by its pivot', () => {
    const dated = { format: 'DD/MM/YY', pivot: 30 };
    expect(event({ field: 'date', treat: 'keep', ...dated })('05/04/25', NOW)).toBe('2025-04-05');
    expect(event({ field: 'end-date', treat: 'month', ...dated })('05/04/99', NOW)).toBe('1999-04');
    expect(attribute({ treat: 'month', ...dated })('05/04/30', NOW)).toBe('2030-04');
    expect(attribute({ treat: 'band', bands: 'child-adult', ...dated })('05/04/31', NOW)).toBe('18+');
    expect(attribute({ treat: 'band', bands: 'child-adult', ...dated })('05/04/20', NOW)).toBe('0-17');
  });

  test('today is past, tomorrow is future', () => {
    expect(kept('01/06/2026', NOW)).toBe('2026-06-01');
    expect(reason(kept('02/06/2026', NOW))).toBe('a date in the future');
    const month = event({ field: 'end-date', treat: 'month', format: 'DD/MM/YYYY' });
    expect(month('01/06/2026', NOW)).toBe('2026-06');
    expect(reason(month('02/06/2026', NOW))).toBe('a date in the future');
  });

  test('has to be there for the event itself, and not for its end', () => {
    expect(reason(kept('', NOW))).toBe('no date');
    expect(event({ field: 'end-date', treat: 'keep', format: 'DD/MM/YYYY' })('', NOW)).toBe('');
    expect(attribute({ treat: 'month', format: 'DD/MM/YYYY' })('', NOW)).toBe('');
  });

  test('that cannot be read gives the rule and not the cell', () => {
    expect(reason(kept('2024-02-29', NOW))).toBe('not a date in the form DD/MM/YYYY');
    expect(reason(kept('29/02/2023', NOW))).toBe('not a day of the calendar');
    expect(reason(attribute({ treat: 'month', format: 'DD/MM/YYYY' })('Smith', NOW))).toBe(
      'not a date in the form DD/MM/YYYY',
    );
  });

  test('in a form that makes no sense is refused before any row', async () => {
    const error = await errorOf(() => event({ field: 'date', treat: 'keep', format: 'DD/MM' }));
    expect(error.code).toBe('DATE_FORMAT');
  });
});

describe('an age band', () => {
  const band = attribute({ treat: 'band', bands: 'needs-assessment', format: 'DD/MM/YYYY' });

  test.each([
    ['23/11/2007', '2025-11-22', '16-17'],
    ['23/11/2007', '2025-11-23', '18-24'],
    ['29/02/2008', '2026-02-28', '16-17'],
    ['29/02/2008', '2026-03-01', '18-24'],
    ['29/02/2008', '2024-02-28', '10-15'],
    ['29/02/2008', '2024-02-29', '16-17'],
    ['05/04/2025', '2025-04-05', '0-4'],
    ['06/04/1940', '2025-04-05', '75-84'],
    ['05/04/1940', '2025-04-05', '85+'],
  ])('born %s is on %s of the band %s', (born, on, expected) => {
    expect(band(born, day(on))).toBe(expected);
  });

  test('is of the day of the event, not of today', () => {
    expect(band('23/11/2007', day('2010-01-01'))).toBe('0-4');
  });

  test('is empty where there is no age: no birth, no event date, an event before the birth', () => {
    expect(band('', NOW)).toBe('');
    expect(band('23/11/1987', undefined)).toBe('');
    expect(band('06/04/2025', NOW)).toBe('');
    expect(band('23/11', NOW)).toBe('');
    expect(band('31/02/1987', NOW)).toBe('');
  });

  test('is empty for a day that systems write for an unknown one', () => {
    for (const unknown of ['01/01/1900', '01/01/1901', '01/01/1970', '30/12/1899'])
      expect(band(unknown, NOW)).toBe('');
    expect(band('02/01/1900', NOW)).toBe('85+');
    expect(band('02/01/1970', NOW)).toBe('55-64');
  });

  test('of a number of years is its band', () => {
    const years = attribute({ treat: 'band', bands: 'child-adult' });
    expect(['0', '17', '18', '108'].map((age) => years(age, undefined))).toEqual([
      '0-17',
      '0-17',
      '18+',
      '18+',
    ]);
    expect(years('', NOW)).toBe('');
    for (const cell of ['-1', '17.5', 'adult', '1234', '1 8']) {
      expect(reason(years(cell, NOW))).toBe('not an age in whole years');
    }
  });
});

describe('a place', () => {
  test('as a district is the outward code of its postcode and nothing more', () => {
    const district = attribute({ treat: 'district' });
    for (const cell of ['ZE3 9JZ', 'ze39jz', ' ZE3  9JZ ', 'ZE3', 'ZE3 9'])
      expect(district(cell, NOW)).toBe('ZE3');
    for (const cell of ['', '12 Quayside', 'ZZ99 3VZ', 'ZE3 9J']) expect(district(cell, NOW)).toBe('');
  });

  test('as an area is only whether it is the same one', () => {
    const area = attribute({ treat: 'area', areas: ['ZE3', 'kw15'] });
    expect(area('ZE3 9JZ', NOW)).toBe('same area');
    expect(area('KW15 1AA', NOW)).toBe('same area');
    expect(area('ZE2 9JZ', NOW)).toBe('other area');
    expect(area('12 Quayside', NOW)).toBe('');
    expect(area('', NOW)).toBe('');
  });

  test('as an area can come from a map instead', () => {
    const area = attribute({
      treat: 'area',
      map: { HERE: 'same area', AWAY: 'other area', NK: 'not known' },
    });
    expect(['HERE', 'AWAY', 'NK', ''].map((cell) => area(cell, NOW))).toEqual([
      'same area',
      'other area',
      'not known',
      '',
    ]);
    expect(reason(area('ZE3 9JZ', NOW))).toBe(UNNAMED);
  });
});

describe('a coded column', () => {
  const code = event({ field: 'role', treat: 'code', map: { VIC: 'victim', SUS: 'suspect', '': 'other' } });

  test('says what the map says', () => {
    expect(code('VIC', NOW)).toBe('victim');
    expect(code('SUS', NOW)).toBe('suspect');
    expect(code('', NOW)).toBe('');
  });

  test.each(['vic', 'VICTIM', 'constructor', '__proto__', 'toString'])('does not guess at %j', (cell) => {
    expect(reason(code(cell, NOW))).toBe(UNNAMED);
  });

  test('stands on one line whatever the map says', () => {
    expect(attribute({ treat: 'code', map: { A: 'one\ntwo' } })('A', NOW)).toBe('one two');
  });
});

describe('a reference', () => {
  const byHand = (kind: string, id: string) =>
    createHmac('sha256', keyNamed(kind)).update(id).digest('hex').slice(0, 32);
  const cases = event({ field: 'case', treat: 'reference' });
  const households = event({ field: 'household', treat: 'reference' });

  test('of a case or a household is a keyed hash under a key of its kind', () => {
    expect(cases('NM/2025/17', NOW)).toBe(byHand('case', 'NM/2025/17'));
    expect(households('NM/2025/17', NOW)).toBe(byHand('household', 'NM/2025/17'));
    expect(cases('1', NOW)).not.toBe(households('1', NOW));
    expect(cases('', NOW)).toBe('');
    expect(households('', NOW)).toBe('');
  });

  test('of a counterparty is the reference of a person', () => {
    const counterparty = event({ field: 'counterparty', treat: 'reference' });
    expect(counterparty('P1', NOW)).toBe('person P1');
    expect(counterparty('', NOW)).toBe('');
  });
});
