/** Which replaced tokens are told by match-keys that imply one another. */
import { describe, expect, test } from 'vitest';
import { impliedColumns, tellReplaced } from '../../scripts/attack/replaced.mjs';
import { ViewBuilder } from '../../scripts/attack/view.mjs';
import { schemeOf } from './people.ts';

const EXACT = 'forename.exact+surname.exact+postcode.unit';
const HEAD = 'forename.head+postcode.sector';
const ORDERLESS = 'whole-name.phonetic+postcode.district';
const OTHER = 'surname.exact+date-of-birth.full';
const NAMES = [EXACT, HEAD, ORDERLESS, OTHER];
const SCHEME = schemeOf(...NAMES);

interface Holder {
  readonly agency: string;
  /** By column, a number for each token. */
  readonly tokens: readonly (number | undefined)[];
}

function viewOf(records: readonly Holder[]) {
  const builder = new ViewBuilder(NAMES);
  for (const [entity, { agency, tokens }] of records.entries())
    builder.add(
      entity,
      tokens.map((token) => (token === undefined ? '' : token.toString(16).padStart(16, '0'))),
      '',
      agency,
    );
  return builder.done();
}

const told = (...records: readonly Holder[]): number[][] =>
  tellReplaced(viewOf(records), SCHEME).map((columns: Set<number>) => [...columns]);

describe('match-keys that imply others', () => {
  test('are those whose every part is as strict, a name in any order included', () => {
    expect(impliedColumns(SCHEME, NAMES)).toEqual([[1, 2], [], [], []]);
    expect(impliedColumns(schemeOf(OTHER, 'surname.tail+date-of-birth.year'), [OTHER])).toEqual([[]]);
  });
});

describe('a replaced token', () => {
  test('is told where two agencies share a stricter one, of the record that shares it with nobody', () => {
    expect(
      told(
        { agency: 'a', tokens: [1, 2, 3, 4] },
        { agency: 'b', tokens: [1, 99, 3, undefined] },
        { agency: 'c', tokens: [undefined, 2, undefined, 4] },
      ),
    ).toEqual([[], [1], []]);
  });

  test('may be either of two that nobody else has', () => {
    expect(told({ agency: 'a', tokens: [1, 2, 3, 4] }, { agency: 'b', tokens: [1, 99, 3, 4] })).toEqual([
      [1],
      [1],
    ]);
  });

  test('is not told within one agency, of a match-key that a record lacks, or where nothing strict is shared', () => {
    expect(told({ agency: 'a', tokens: [1, 2, 3, 4] }, { agency: 'a', tokens: [1, 99, 3, 4] })).toEqual([
      [],
      [],
    ]);
    expect(
      told({ agency: 'a', tokens: [1, 2, 3, 4] }, { agency: 'b', tokens: [1, undefined, 3, 4] }),
    ).toEqual([[], []]);
    expect(told({ agency: 'a', tokens: [1, 2, 3, 4] }, { agency: 'b', tokens: [5, 99, 3, 4] })).toEqual([
      [],
      [],
    ]);
  });
});
