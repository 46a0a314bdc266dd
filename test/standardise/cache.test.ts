import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remembered } from '../../src/standardise/cache.ts';

describe('remembered answers', () => {
  it('works out a text once, until another takes its place in the store', () => {
    const asked: string[] = [];
    const length = remembered((text) => {
      asked.push(text);
      return text.length;
    }, 1);
    expect(['a', 'a', 'bb', 'bb', 'a'].map(length)).toEqual([1, 1, 2, 2, 1]);
    expect(asked).toEqual(['a', 'bb', 'a']);
  });

  it('remembers that a text came to nothing', () => {
    let asked = 0;
    const nothing = remembered(() => {
      asked += 1;
    });
    nothing('');
    nothing('');
    expect(asked).toBe(1);
  });

  it('keeps no long text', () => {
    const asked: string[] = [];
    const ask = remembered((text) => asked.push(text));
    ask('x'.repeat(1000));
    ask('x'.repeat(1000));
    expect(asked).toHaveLength(2);
  });

  it('gives what the work gives, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), (texts) => {
        const ask = remembered((text) => `<${text}>`, 4);
        expect(texts.map(ask)).toEqual(texts.map((text) => `<${text}>`));
      }),
    );
  });
});
