import { describe, expect, it } from 'vitest';
import { checkExample } from '../../src/analyse/index.ts';
import { derive, type Known } from '../../src/disclose/index.ts';
import { shippedIndicators } from '../../src/indicators/index.ts';

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
