import { describe, expect, it } from 'vitest';
import { STANDARD_FORM_DIGEST } from '../../src/standardise/index.ts';
import { canonicalForename, canonicalSpelling, NAME_GROUPS } from '../../src/standardise/nicknames.ts';
import { fold, isLatin } from '../../src/standardise/text.ts';

describe('the list of nicknames', () => {
  it('puts every name in one group', () => {
    const names = NAME_GROUPS.flatMap((group) => group.names);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(1500);
  });

  it('holds folded names, two or more a group', () => {
    for (const { names } of NAME_GROUPS) {
      expect(names.length).toBeGreaterThan(1);
      for (const name of names) expect(isLatin(name) && fold(name) === name && name.length > 1).toBe(true);
    }
  });

  it('labels a group by its first name in the alphabet, whichever name is asked for', () => {
    for (const { names } of NAME_GROUPS)
      for (const name of names) expect(canonicalForename(name)).toBe([...names].sort()[0]);
  });

  it('gives surnames the spellings and not the short forms', () => {
    expect(canonicalSpelling('hussein')).toBe(canonicalSpelling('hussain'));
    expect(canonicalSpelling('bob')).toBe('bob');
    expect(canonicalForename('zebedee')).toBe('zebedee');
  });
});

describe('the digest of the standard form', () => {
  it('is a SHA-256', () => {
    expect(STANDARD_FORM_DIGEST).toMatch(/^[0-9a-f]{64}$/);
  });
});
