import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { categoriesOfName, LAW } from '../../src/agreement/law.ts';
import { markedColumns } from '../../src/agreement/legal-basis.ts';
import { agreementFrom, EXAMPLE_TEXT, exampleWith, problemsOf } from './helpers.ts';

interface Node {
  readonly enum?: readonly unknown[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly $defs?: Readonly<Record<string, Node>>;
}

describe('the lists of law', () => {
  const schema = JSON.parse(readFileSync('schemas/agreement.schema.json', 'utf8')) as Node;
  const basis = schema.properties?.['legal-basis']?.items?.properties ?? {};
  const confidence = basis.confidence?.properties ?? {};

  test.each([
    ['article-6', basis['article-6']?.items],
    ['article-9', basis['article-9']?.items?.properties?.condition],
    ['schedule-1', schema.$defs?.schedule1],
    ['section-35', basis['section-35']?.items],
    ['section-36', basis['section-36']?.items],
    ['schedule-8', basis['schedule-8']?.items],
    ['confidence', confidence.basis],
    ['national-data-opt-out', confidence['national-data-opt-out']],
  ] as const)('of %s is what the schema lets be named', (list, node) => {
    expect(node?.enum?.map(String)).toEqual(Object.keys(LAW[list].codes));
  });

  test('say where each comes from, and what each entry is about', () => {
    for (const { source, codes } of Object.values(LAW)) {
      expect(source).not.toBe('');
      expect(Object.values(codes)).not.toContain('');
    }
  });
});

describe('columns that law keeps apart', () => {
  test('are known by the words of their names', () => {
    expect(categoriesOfName('ethnic-group')).toEqual(['special-category']);
    expect(categoriesOfName('mental-health-need')).toEqual(['special-category']);
    expect(categoriesOfName('previous-offence')).toEqual(['criminal-offence']);
    expect(categoriesOfName('health-of-suspect')).toEqual(['special-category', 'criminal-offence']);
    expect(categoriesOfName('age-group')).toEqual([]);
    expect(categoriesOfName('raced')).toEqual([]);
    expect(categoriesOfName('constructor')).toEqual([]);
  });

  test('are those of the police and of hospitals by who writes them, and any by a mark', () => {
    const marks = (text: string, agency: string) =>
      markedColumns(agreementFrom(text), agency).map(({ column, category }) => `${column} ${category}`);
    expect(marks(EXAMPLE_TEXT, 'police')).toEqual(['ROLE criminal-offence', 'OFFENCE criminal-offence']);
    expect(marks(EXAMPLE_TEXT, 'health')).toEqual(['Reason special-category']);
    const marked = exampleWith([
      'attribute: district, treat',
      'attribute: district, category: special-category, treat',
    ]);
    expect(marks(marked, 'police')).toContain('AREA special-category');
    const victims = exampleWith(['map: { VIC: victim, SUS: suspect }', 'map: { VIC: victim }']);
    expect(marks(victims, 'police')).toEqual(['OFFENCE criminal-offence']);
    const any = exampleWith(['treat: code, map: { VIC: victim, SUS: suspect }', 'treat: keep']);
    expect(marks(any, 'police')).toContain('ROLE criminal-offence');
  });
});

describe('provisions that do not fit', () => {
  test.each([
    [
      '    section-35: [35(2)(b)]',
      '    article-6: [6(1)(e)]',
      'legal-basis[1].article-6 belongs to the regime ukgdpr',
    ],
    [
      '    article-6: [6(1)(e)]\n    article-9: [{ condition: 9(2)(h)',
      '    schedule-8: [1]\n    article-9: [{ condition: 9(2)(h)',
      'legal-basis[2].schedule-8 belongs to the regime part3',
    ],
    [
      'competent-authority: true',
      'competent-authority: false',
      'legal-basis[1].regime is part3, which is for competent authorities only (DPA 2018 s30)',
    ],
    [
      '[{ condition: 9(2)(h), schedule-1: 2 }]',
      '[{ condition: 9(2)(h) }]',
      'legal-basis[2].article-9[1] needs "schedule-1": paragraph 2 (DPA 2018 s10)',
    ],
    [
      '[{ condition: 9(2)(g), schedule-1: 18 }]',
      '[{ condition: 9(2)(g), schedule-1: 4 }]',
      'legal-basis[3].article-9[1] needs "schedule-1": one of the paragraphs 6 to 28 (DPA 2018 s10)',
    ],
    [
      'condition: 9(2)(h), schedule-1: 2',
      'condition: 9(2)(a), schedule-1: 2',
      'legal-basis[2].article-9[1].schedule-1 is not for 9(2)(a), which needs none',
    ],
    [
      'article-10: [{ schedule-1: 18 }]',
      'article-10: [{ schedule-1: 5 }]',
      'legal-basis[3].article-10[1].schedule-1 is not right; expected: Number of a paragraph of DPA 2018 Schedule 1',
    ],
    [
      'section-36: [36(4)]',
      'section-36: [36(5)]',
      'legal-basis[1].section-36[1] is not right; expected: 36(3) or 36(4)',
    ],
  ])('%s -> %s', async (find, replace, expected) => {
    expect((await problemsOf(exampleWith([find, replace]))).join('\n')).toContain(expected);
  });
});
