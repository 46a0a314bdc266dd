import { describe, expect, test } from 'vitest';
import { baseIdentifier, loadScheme } from '../../src/pseudonymise/index.ts';
import { MOST_MATCH_KEYS, schemeFrom } from '../../src/pseudonymise/scheme.ts';
import { errorOf } from '../agreement/helpers.ts';
import { schemeOf } from './helpers.ts';

const PAIR = 'surname.exact+date-of-birth.full';
const EACH = ['forename.exact+other.exact', 'date-of-birth.full+other.head'];

describe('a scheme', () => {
  test('has match-keys of parts, in the order of its file', () => {
    const { id, version, matchKeys, identifiers } = schemeOf(['nhs-number.exact', PAIR]);
    expect([id, version]).toEqual(['test-1', 1]);
    expect(matchKeys).toEqual([
      { name: 'nhs-number.exact', parts: [{ identifier: 'nhs-number', level: 'exact' }], close: true },
      {
        name: PAIR,
        parts: [
          { identifier: 'surname', level: 'exact' },
          { identifier: 'date-of-birth', level: 'full' },
        ],
        close: false,
      },
    ]);
    expect(identifiers).toEqual(['nhs-number', 'surname', 'date-of-birth']);
    expect(schemeOf([PAIR, 'nhs-number.exact']).identifiers).toEqual([
      'surname',
      'date-of-birth',
      'nhs-number',
    ]);
  });

  test('has match-keys for each other identifier, sorted by name, each named once', () => {
    const scheme = schemeOf([PAIR], EACH, ['tattoo', 'occupation', 'tattoo']);
    expect(scheme.matchKeys.map(({ name }) => name)).toEqual([
      PAIR,
      'forename.exact+other:occupation.exact',
      'date-of-birth.full+other:occupation.head',
      'forename.exact+other:tattoo.exact',
      'date-of-birth.full+other:tattoo.head',
    ]);
    expect(scheme.identifiers).toEqual([
      'surname',
      'date-of-birth',
      'forename',
      'other:occupation',
      'other:tattoo',
    ]);
    expect(scheme.digest).toBe(schemeOf([PAIR], EACH, ['occupation', 'tattoo']).digest);
    expect(baseIdentifier('other:tattoo')).toBe('other');
    expect(baseIdentifier('surname')).toBe('surname');
  });

  test('says which match-keys are close: those that it names, and every strong number', () => {
    const file = {
      id: 'test-1',
      version: 1,
      'match-keys': ['upn.exact', PAIR],
      'match-keys-for-each-other': [],
    };
    const close = (names: string[]) => schemeFrom({ ...file, close: names }, []);
    expect(close([]).matchKeys.map((key) => key.close)).toEqual([true, false]);
    expect(close([PAIR]).matchKeys.map((key) => key.close)).toEqual([true, true]);
    expect(close([PAIR]).digest).not.toBe(close([]).digest);
    expect(() => close(['surname.exact+sex.exact'])).toThrow('has no such match-key');
  });

  test('has a digest of its whole content', () => {
    const file = {
      id: 'test-1',
      version: 1,
      'match-keys': [PAIR, 'nhs-number.exact'],
      'match-keys-for-each-other': EACH,
    };
    const digest = (change: Partial<typeof file>, others: string[] = []) =>
      schemeFrom({ ...file, ...change }, others).digest;
    const all = [
      digest({}),
      digest({ id: 'test-2' }),
      digest({ version: 2 }),
      digest({ 'match-keys': [PAIR] }),
      digest({ 'match-keys': ['nhs-number.exact', PAIR] }),
      digest({ 'match-keys': [PAIR, 'upn.exact'] }),
      digest({}, ['occupation']),
      digest({ 'match-keys-for-each-other': EACH.slice(1) }, ['occupation']),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const one of all) expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(digest({})).toBe(all[0]);
    // Without other identifiers, what would be done with them is no content.
    expect(digest({ 'match-keys-for-each-other': [] })).toBe(all[0]);
  });

  test.each(['surname.exact', 'date-of-birth.full', 'postcode.unit', 'phone.exact', 'uprn.exact'])(
    'never hashes %s on its own',
    (name) => {
      expect(() => schemeOf([PAIR, name])).toThrow(`the scheme hashes ${name} on its own`);
    },
  );

  test('never hashes another identifier on its own', () => {
    expect(() => schemeOf([], ['other.exact'], ['occupation'])).toThrow('on its own');
  });

  test.each(['nhs-number.exact', 'upn.exact', 'pnc-id.exact', 'national-insurance-number.exact'])(
    'may hash the strong number %s on its own',
    (name) => {
      expect(schemeOf([name]).matchKeys[0]!.parts).toHaveLength(1);
    },
  );

  test.each([
    'surname.loud+date-of-birth.full',
    'surname+date-of-birth.full',
    'shoe-size.exact+date-of-birth.full',
    'surname.exact+date-of-birth.',
    'surname.exact+',
    '',
  ])('refuses %j, which names no level of an identifier', (name) => {
    expect(() => schemeOf([name])).toThrow('no level of an identifier');
  });

  test('holds as many match-keys as a pattern has bits, and no more', async () => {
    const keys = (count: number) =>
      Array.from({ length: count }, (_, index) => (index % 2 === 0 ? PAIR : 'surname.head+postcode.unit'));
    expect(MOST_MATCH_KEYS).toBe(126);
    expect(schemeOf(keys(126)).matchKeys).toHaveLength(126);
    const error = await errorOf(() => schemeOf(keys(124), EACH, ['occupation', 'tattoo']));
    expect([error.code, error.exitCode]).toEqual(['SCHEME_TOO_LARGE', 2]);
    expect(error.message).toBe('the scheme has 128 match-keys and may have 126');
  });
});

describe('the schemes that ship', () => {
  test('are found by name', async () => {
    const scheme = loadScheme('standard-1');
    expect(scheme.id).toBe('standard-1');
    expect(scheme.matchKeys.length).toBeGreaterThan(0);
    for (const { parts } of scheme.matchKeys) expect(parts.length).toBeLessThanOrEqual(8);
    const error = await errorOf(() => loadScheme('standard-0'));
    expect([error.code, error.exitCode]).toEqual(['SCHEME_UNKNOWN', 2]);
    expect(error.message).toBe('no match-key scheme is called standard-0');
    expect(error.hint).toContain('standard-1');
  });

  test('have the same match-keys first, whatever other identifiers there are', () => {
    const plain = loadScheme('standard-1').matchKeys;
    const more = loadScheme('standard-1', ['occupation']);
    expect(more.matchKeys.slice(0, plain.length)).toEqual(plain);
    expect(more.matchKeys.length).toBeGreaterThan(plain.length);
    expect(more.identifiers).toContain('other:occupation');
    const names = more.matchKeys.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
