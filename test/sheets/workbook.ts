/** A workbook with all that could be misread: what looks like a formula, markup, marks for numbers, a long text. */
import type { Workbook } from '../../src/sheets/index.ts';

export const WORKBOOK: Workbook = {
  title: 'Northmere: people known to services',
  subject: 'An invented assessment',
  creator: 'Northmere partnership',
  date: '2026-06-01',
  sheets: [
    { name: 'Cover', lines: [{ text: 'Northmere', as: 'title' }] },
    {
      name: 'Table_1',
      lines: [
        { text: 'People by agency', as: 'heading' },
        { text: 'This is a table.', as: 'text' },
      ],
      table: {
        columns: [
          { title: 'Agency', kind: 'text' },
          { title: 'People', kind: 'whole' },
          { title: 'Per cent', kind: 'fraction' },
        ],
        rows: [
          ['police', 1240, 26.6],
          ['=1+1', '[c]', '[c]'],
          ['<b>&"health", and others', 12, 3],
          ['x'.repeat(500), 0, -0.5],
        ],
      },
    },
  ],
};
