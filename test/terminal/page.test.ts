import { describe, expect, it } from 'vitest';
import { page } from '../../src/terminal/index.ts';

describe('page', () => {
  it('sets title, lead, tables and remarks apart, and never breaks the last lines', () => {
    const path = 'exact figures: a-folder-with-a-long-name/figures';
    const text = page(
      {
        title: 'People',
        lead: ['Distinct people by where they were seen.'],
        tables: [
          {
            title: 'By agency',
            columns: [{ title: 'agency' }, { title: 'people' }],
            rows: [['police', 1200]],
          },
        ],
        remarks: ['A remark.', 'Another\u001b[2J.'],
        next: [path],
      },
      { width: 24 },
    );
    expect(text.split('\n')).toEqual([
      'People',
      '',
      'Distinct people by where',
      'they were seen.',
      '',
      'By agency',
      '',
      'agency  people',
      '──────  ──────',
      'police   1,200',
      '',
      'A remark.',
      'Another\\u{1b}[2J.',
      '',
      path,
    ]);
  });

  it('leaves out what is empty', () => {
    expect(page({ title: 'People', lead: [], tables: [], remarks: [], next: [] })).toBe('People');
  });
});
