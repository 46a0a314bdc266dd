import { describe, expect, it } from 'vitest';
import { remembered } from '../../src/standardise/cache.ts';

describe('remembered answers', () => {
  it('works out each text once, until the store is full', () => {
    const asked: string[] = [];
    const length = remembered((text) => {
      asked.push(text);
      return text.length;
    }, 2);
    expect(['a', 'bb', 'a', 'bb'].map(length)).toEqual([1, 2, 1, 2]);
    expect(asked).toEqual(['a', 'bb']);
    expect(['ccc', 'a', 'ccc'].map(length)).toEqual([3, 1, 3]);
    expect(asked).toEqual(['a', 'bb', 'ccc', 'a']);
  });
});
