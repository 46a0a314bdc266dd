import { describe, expect, test } from 'vitest';
import type { Pseudonymised } from '../../src/pseudonymise/index.ts';
import { pseudonymisedText } from '../../src/render/pseudonymised.ts';

const told = (said: Partial<Pseudonymised> = {}): string =>
  pseudonymisedText({
    agency: 'marac',
    kind: 'excel',
    dialect: { encoding: 'utf-8', encodingFrom: 'option', delimiter: ',', delimiterFrom: 'option' },
    rows: 30,
    people: 20,
    hasLocalIds: true,
    tokenRows: 20,
    keptApart: 0,
    events: 25,
    rejected: [],
    outsideWindow: 0,
    oddAges: { beforeBirth: 0, beyondLife: 0 },
    protectedPeople: 0,
    withheldPeople: 0,
    withheldNotFound: 0,
    withheldUnmet: 0,
    sensitiveRows: '0',
    leftOutRows: '0',
    uncheckedRows: '0',
    problems: [],
    unnamedColumns: [],
    folder: 'work/marac',
    ...said,
  } as Pseudonymised);

describe('what a pseudonymisation did', () => {
  test('names a workbook as one, and people where the agency tells them apart', () => {
    expect(told()).toContain('30 rows read (excel); 20 local people, 25 events');
    expect(told({ kind: 'csv' })).toContain('30 rows read (utf-8)');
    expect(told({ kind: 'gzip' })).toContain('30 rows read (gzip, utf-8)');
  });

  test('says how many were left out as protected and how many at their own request', () => {
    const text = told({ protectedPeople: 3, withheldPeople: 1 });
    expect(text).toContain('3 local people left out as protected');
    expect(text).toContain('1 local person left out at their own request');
    expect(told()).not.toContain('left out');
  });

  test('says of empty packages that they are empty, why, and what they are for', () => {
    const text = told({ people: 0, events: 0, protectedPeople: 2, withheldPeople: 1 });
    expect(text).toContain('2 local people left out as protected');
    expect(text).toContain('Both packages are empty, since everybody whom this extract names is left out.');
    expect(text).toContain('taken back: whoever opens them with --replace');
    expect(told()).not.toContain('empty');
  });

  test('calls nobody a person where identifiers alone tell them apart', () => {
    const text = told({ hasLocalIds: false });
    expect(text).toContain('20 different sets of identifiers, 25 events\nno column is a local person id');
    expect(text).not.toContain('local people');
  });

  test('says how many rejected rows and how many kinds of cells it does not show', () => {
    const rejected = Array.from({ length: 12 }, (_, n) => ({ row: n + 2, reason: 'not a day' }));
    const problems = Array.from({ length: 11 }, (_, n) => ({ cells: `C${n}: not in form`, count: 1 }));
    const text = told({ rejected, problems });
    expect(text).toMatch(/\n\s*11\s+not a day\n+and 2 more: all of them are in work\/marac\/rejected.csv\n/);
    expect(text).toContain('and 1 more: all of them are in what --json prints\n');
    expect(told({ rejected: rejected.slice(2), problems: problems.slice(1) })).not.toContain(' more: ');
  });
});
