import { describe, expect, it } from 'vitest';
import { checkExample } from '../../src/analyse/index.ts';
import { derive, type Known } from '../../src/disclose/index.ts';
import { parseIndicator, shippedIndicators } from '../../src/indicators/index.ts';

/** Every indicator of the catalogue that was agreed on. */
const AGREED = [
  ...['adult-safeguarding', 'agencies-per-person', 'both-roles', 'child-contacts', 'child-funnel'],
  ...['cin-rereferral', 'demographic-share', 'disclosure-scheme', 'first-contact', 'first-known'],
  ...[
    'homeless-duty',
    'journeys',
    'marac-children',
    'marac-heard',
    'marac-rate',
    'marac-repeat',
    'matac-rfgv',
  ],
  ...['police-repeat', 'programme-funnel', 'referral-source', 'referrals-people-repeats'],
  ...['safe-accommodation', 'tenure-flow', 'transitions', 'unseen'],
];

describe('the catalogue', () => {
  const indicators = shippedIndicators();

  it('holds every indicator that was agreed on', () => {
    expect(indicators.map(({ id }) => id)).toEqual(expect.arrayContaining(AGREED));
  });

  it.each(indicators.map((indicator) => [indicator.id, indicator] as const))(
    'counts the worked example of %s',
    async (_, indicator) => {
      expect(await checkExample(indicator)).toEqual([]);
    },
  );

  it.each(
    indicators.flatMap(({ id, published = [], measures }) =>
      published.map((figure) => [`${id}, ${figure.source}`, figure, measures] as const),
    ),
  )('computes what was published: %s', (_, { given, expect: wanted }, measures) => {
    const known: Known = {
      count: (name) => given[name] ?? Number.NaN,
      drawn: () => undefined,
      population: given.population,
    };
    for (const [name, value] of Object.entries(wanted)) {
      const spec = measures.find((measure) => measure.name === name);
      const pair = spec?.share ?? spec?.ratio ?? ['people', 'known'];
      const own = { name, title: name, part: pair[0], whole: pair[1] };
      const found =
        spec?.rate === undefined
          ? derive({ kind: spec?.ratio === undefined ? 'share' : 'ratio', ...own }, known)
          : derive({ kind: 'rate', name, title: name, of: spec.rate, per: spec.per ?? 1 }, known);
      expect(found?.value).toBe(value);
    }
  });
});

it('whose query reads an attribute that its example lacks is told to add it there', async () => {
  const shipped = shippedIndicators().find(({ id }) => id === 'first-contact')!;
  const reading = (column: string, more: Readonly<Record<string, string>> = {}) => ({
    ...shipped,
    measures: [{ name: 'people', title: 'people', distinct: 'person' }],
    query: `SELECT person, day FROM events WHERE ${column} IS NOT NULL`,
    example: {
      ...shipped.example,
      by: [],
      events: shipped.example.events.map((event) => ({ ...event, ...more })),
      expect: [],
    },
  });
  await expect(checkExample(reading('tenure_held'))).rejects.toMatchObject({
    code: 'QUERY_INVALID',
    reason: expect.stringContaining('tenure_held'),
    hint: expect.stringContaining('add it to an event of the example'),
  });
  expect(await checkExample(reading('tenure_held', { 'tenure-held': 'x' }))).toEqual([]);
  await expect(checkExample(reading('('))).rejects.toMatchObject({
    code: 'QUERY_INVALID',
    hint: expect.stringMatching(/^throughline indicators --columns/),
  });
});

it.each([
  ['known', '{ name: known, title: known, count: all }'],
  ['change', '{ name: change, title: change, count: all }'],
  ['rate', '{ name: rate, title: rate, count: all }'],
  ['days-from', '{ name: days-from, title: from, count: all }'],
])('a measure called %s is refused, as a table has that column already', (_, measure) => {
  const shipped = shippedIndicators().find(({ id }) => id === 'first-contact');
  const file = (more: string) =>
    parseIndicator(
      `
id: own-one
version: 1
title: Own
unit: people
definition: People.
window: { standard: whole-record }
roles: [victim]
grouping: []
denominator: people
exclusions: []
sources: [the partnership]
needs: []
periods: overlap
measures:
  - { name: people, title: people, distinct: person }
  - { name: days, title: median days, median: days, over: people }
  ${more}
query: SELECT person, day, 1 AS days FROM presentations
example: ${JSON.stringify({ ...shipped!.example, by: undefined, expect: [{ people: 2 }] })}
`,
      'own-one.yaml',
    );
  expect(file('').id).toBe('own-one');
  expect(() => file(`- ${measure}`)).toThrow('a column of the table has this name already');
});
