import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThroughlineError } from '../../src/errors.ts';
import { ageInYears, compileDateFormat, isoDate, parseDate } from '../../src/standardise/index.ts';
import { column, outcome } from './helpers.ts';

describe('a declared date form', () => {
  it.each([
    ['DD/MM/YYYY', '04/03/1980', '1980-03-04'],
    ['D/M/YYYY', '4/3/1980', '1980-03-04'],
    ['D/M/YYYY', '04/03/1980', '1980-03-04'],
    ['MM/DD/YYYY', '03/04/1980', '1980-03-04'],
    ['YYYY-MM-DD', '1980-03-04', '1980-03-04'],
    ['YYYYMMDD', '19800304', '1980-03-04'],
    ['DDMMYYYY', '04031980', '1980-03-04'],
    ['DD.MM.YYYY', '04.03.1980', '1980-03-04'],
    ['DD MMM YYYY', '04 Mar 1980', '1980-03-04'],
    ['DD-MMM-YYYY', '04-SEPT-1980', '1980-09-04'],
    ['D MMM YYYY', '4 september 1980', '1980-09-04'],
    ['DDMMMYYYY', '04MAR1980', '1980-03-04'],
    ['DD/MM/YYYY hh:mm', '04/03/1980 23:59', '1980-03-04'],
    ['DD/MM/YYYY hh:mm:ss', '04/03/1980 00:00:00', '1980-03-04'],
    ['YYYY-MM-DD hh:mm:ss', '1980-03-04 00:00:00.000', '1980-03-04'],
    ['YYYY-MM-DDThh:mm:ssZ', '1980-03-04T10:11:12Z', '1980-03-04'],
    ['DD/MM/YYYY', ' 04/03/1980 ', '1980-03-04'],
    ['DD/MM/YYYY', '29/02/2000', '2000-02-29'],
    ['DD/MM/YYYY', '29/02/2024', '2024-02-29'],
    ['(DD)+MM*YYYY', '(04)+03*1980', '1980-03-04'],
  ])('%s reads %s', (format, text, iso) => {
    const date = parseDate(text, format);
    expect('reason' in date ? date.reason : isoDate(date)).toBe(iso);
  });

  it.each([
    ['DD/MM/YYYY', '4/3/1980', 'not a date in the form DD/MM/YYYY'],
    ['DD/MM/YYYY', '04/03/80', 'not a date in the form DD/MM/YYYY'],
    ['DD/MM/YYYY', '04-03-1980', 'not a date in the form DD/MM/YYYY'],
    ['DD/MM/YYYY', '04/03/1980 00:00', 'not a date in the form DD/MM/YYYY'],
    ['DD/MM/YYYY', '04/O3/1980', 'not a date in the form DD/MM/YYYY'],
    ['DD/MM/YYYY', '29284', "a spreadsheet's day number where a date in the form DD/MM/YYYY should be"],
    ['DD/MM/YYYY', '29284.5', "a spreadsheet's day number where a date in the form DD/MM/YYYY should be"],
    ['DD/MM/YYYY', '292841', 'not a date in the form DD/MM/YYYY'],
    ['DD/MM/YYYY hh:mm', '04/03/1980', 'not a date in the form DD/MM/YYYY hh:mm'],
    ['DD/MM/YYYY hh:mm', '04/03/1980 24:00', 'not a date in the form DD/MM/YYYY hh:mm'],
    ['DD MMM YYYY', '04 Mrz 1980', 'not a date in the form DD MMM YYYY'],
    ['DD.MM.YYYY', '04x03x1980', 'not a date in the form DD.MM.YYYY'],
    ['DD/MM/YYYY', '29/02/1900', 'not a day of the calendar'],
    ['DD/MM/YYYY', '29/02/2023', 'not a day of the calendar'],
    ['DD/MM/YYYY', '31/04/1990', 'not a day of the calendar'],
    ['DD/MM/YYYY', '00/04/1990', 'not a day of the calendar'],
    ['DD/MM/YYYY', '12/13/1990', 'not a day of the calendar'],
    ['DD/MM/YYYY', '01/01/0000', 'not a day of the calendar'],
    ['DD/MM/YYYY', '', 'not a date in the form DD/MM/YYYY'],
  ])('%s refuses %s', (format, text, reason) => {
    expect(parseDate(text, format)).toEqual({ reason });
  });

  it('gives two-digit years the century of the pivot', () => {
    const year = (text: string) => parseDate(text, 'DD/MM/YY', 26);
    expect(year('01/02/26')).toEqual({ year: 2026, month: 2, day: 1 });
    expect(year('01/02/27')).toEqual({ year: 1927, month: 2, day: 1 });
    expect(year('29/02/00')).toEqual({ year: 2000, month: 2, day: 29 });
  });

  it.each([
    'DD/MM',
    'DD/MM/YYYY/DD',
    'DD/MM/YYYY MMM',
    'dd/mm/yyyy',
    'DD/MM/YYY',
    'DMYYYY',
    'DDMYYYY',
    'DD of MM YYYY',
    'DD/MM/YYYY mm',
    'DD/MM/YYYY hh:ss',
    'ZDD/MM/YYYY',
    'DD1MM1YYYY',
    '',
  ])('the form "%s" is refused', (format) => {
    expect(() => compileDateFormat(format)).toThrow(
      expect.objectContaining({ code: 'DATE_FORMAT', exitCode: 2 }),
    );
  });

  it.each([undefined, -1, 100, 26.5])('two-digit years with the pivot %s are refused', (pivot) => {
    expect(() => compileDateFormat('DD/MM/YY', pivot)).toThrow(
      expect.objectContaining({ code: 'DATE_PIVOT' }),
    );
  });

  it('throws errors of one kind', () => {
    expect(() => parseDate('01/01/2000', 'nonsense')).toThrow(ThroughlineError);
  });

  it('reads back every day it writes, in any form', () => {
    const days = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        const [year = '', month = '', dayOfMonth = ''] = iso.split('-');
        const written: [string, string][] = [
          ['YYYY-MM-DD', iso],
          ['YYYYMMDD', `${year}${month}${dayOfMonth}`],
          ['D.M.YYYY', `${Number(dayOfMonth)}.${Number(month)}.${year}`],
        ];
        for (const [format, text] of written) {
          const date = parseDate(text, format);
          expect('reason' in date ? date.reason : isoDate(date)).toBe(iso);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('age', () => {
  it.each([
    ['2000-06-15', '2026-06-14', 25],
    ['2000-06-15', '2026-06-15', 26],
    ['2000-02-29', '2023-02-28', 22],
    ['2000-02-29', '2023-03-01', 23],
    ['2000-02-29', '2024-02-29', 24],
    ['2026-01-01', '2025-12-31', -1],
  ])('of somebody born %s is, on %s, %i', (born, on, age) => {
    const day = (iso: string) => {
      const date = parseDate(iso, 'YYYY-MM-DD');
      if ('reason' in date) throw new Error(date.reason);
      return date;
    };
    expect(ageInYears(day(born), day(on))).toBe(age);
  });
});

describe('date of birth', () => {
  const born = column('date-of-birth', { format: 'DD/MM/YYYY' });

  it('has its levels', () => {
    expect(born('04/03/1980')).toEqual({
      kind: 'value',
      values: [
        {
          full: '1980-03-04',
          swapped: '1980-03-04',
          'year-month': '1980-03',
          'year-day': '1980-04',
          'month-day': '03-04',
          year: '1980',
        },
      ],
    });
  });

  it('agrees with its swapped self at the level for that, and only where both can be months', () => {
    const swapped = (cell: string) => {
      const answer = born(cell);
      return answer.kind === 'value' ? answer.values[0]?.swapped : undefined;
    };
    expect(swapped('03/04/1980')).toBe(swapped('04/03/1980'));
    expect(swapped('25/12/1985')).toBe('1985-12-25');
    expect(swapped('12/05/1985')).not.toBe(swapped('25/12/1985'));
  });

  it.each([
    ['01/01/1900', 'placeholder: a date that systems write for an unknown one'],
    ['01/01/1901', 'placeholder: a date that systems write for an unknown one'],
    ['30/12/1899', 'placeholder: a date that systems write for an unknown one'],
    ['31/12/1899', 'placeholder: a date that systems write for an unknown one'],
    ['01/01/1970', 'placeholder: a date that systems write for an unknown one'],
    ['31/12/9999', 'placeholder: a date that systems write for an unknown one'],
    ['02/06/2026', 'invalid: a date of birth in the future'],
    ['01/01/0999', 'invalid: a date of birth before the year 1000'],
    ['30/02/1980', 'invalid: not a day of the calendar'],
    ['1980-03-04', 'invalid: not a date in the form DD/MM/YYYY'],
    ['Unknown', 'placeholder: an entry that says it is not known'],
    ['', 'missing'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(born(cell))).toBe(reason);
  });

  it.each(['01/01/1980', '01/01/1971', '01/06/2026', '01/07/1837'])('keeps %s', (cell) => {
    expect(born(cell).kind).toBe('value');
  });

  it('needs a declared form', () => {
    expect(() => column('date-of-birth')).toThrow(expect.objectContaining({ code: 'DATE_FORMAT_MISSING' }));
  });
});
