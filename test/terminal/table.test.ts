import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, PLAIN, table } from '../../src/terminal/index.ts';

describe('table', () => {
  it('lays out a small table exactly', () => {
    const text = table(
      ['agency', { title: 'distinct people' }],
      [
        ['police', 12044],
        ['housing', '[c]'],
        ['health', null],
      ],
      { title: 'People by agency', notes: ['[c] hidden to protect people'] },
    );
    expect(text.split('\n')).toEqual([
      'People by agency',
      '',
      'agency   distinct people',
      '───────  ───────────────',
      'police            12,044',
      'housing              [c]',
      'health',
      '',
      '[c] hidden to protect people',
    ]);
  });

  it('wraps long text in its own column and keeps numbers whole', () => {
    const lines = table(
      ['route', 'people'],
      [['police, then health, then housing, then children', 1234567]],
      { width: 30 },
    ).split('\n');
    expect(lines).toEqual([
      'route                   people',
      '───────────────────  ─────────',
      'police, then         1,234,567',
      'health, then',
      'housing, then',
      'children',
    ]);
  });

  it('puts what stands in brackets below its number before it breaks the words of other columns', () => {
    const lines = table(
      ['period', { title: 'share', align: 'right' }],
      [
        ['Q1 2025/26', '38.6 % (29.1 to 49.1)'],
        ['whole window', '[z]'],
      ],
      { width: 30 },
    ).split('\n');
    expect(lines.slice(2)).toEqual([
      'Q1 2025/26              38.6 %',
      '                (29.1 to 49.1)',
      'whole window               [z]',
    ]);
  });

  it('cuts text with an ellipsis where a column asks for it', () => {
    const lines = table([{ title: 'file', long: 'truncate' }, 'rows'], [['a-very-long-file-name.csv', 5]], {
      width: 20,
    }).split('\n');
    expect(lines[2]).toBe('a-very-long-f…     5');
  });

  it('wraps headers and sets them on the rule', () => {
    const lines = table(['a', 'people with a repeat'], [['x', 1]], { width: 10 }).split('\n');
    expect(lines).toEqual(['    people', '    with a', 'a   repeat', '─  ───────', 'x        1']);
  });

  it('writes out what could steer the terminal', () => {
    const text = table(['\u001b[2Jtitle'], [['\u202e321\nnext']]);
    expect(text).toContain('\\u{1b}[2Jtitle');
    expect(text).toContain('\\u{202e}321 next');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('keeps columns aligned beside East Asian and combining text', () => {
    const lines = table(
      ['name', 'n'],
      [
        ['安娜', 1],
        ['e\u0301va', 20],
      ],
    ).split('\n');
    expect(lines.slice(2).map(displayWidth)).toEqual([8, 8]);
  });

  it('never exceeds its width when text can give way', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, fc.nat(9999)), { maxLength: 6 }), (rows) => {
        const text = table(['first', 'second', 'count'], rows, { width: 40, palette: PLAIN });
        for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(40);
      }),
      { numRuns: 50 },
    );
  });
});
