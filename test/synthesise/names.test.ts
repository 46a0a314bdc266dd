import { describe, expect, it } from 'vitest';
import {
  bornInto,
  childrensFamily,
  type FamilyName,
  takenOnMarriage,
} from '../../src/synthesise/family-names.ts';
import { type Origin, readOrigins, readVariants } from '../../src/synthesise/names.ts';
import { Random } from '../../src/synthesise/random.ts';

const origins = readOrigins();

function originOf(id: string): Origin {
  const random = Random.from(1);
  for (let tries = 0; tries < 10_000; tries++) {
    const origin = origins.draw(random);
    if (origin.id === id) return origin;
  }
  throw new Error(`no origin ${id}`);
}

const family = (id: string, name: string, more: Partial<FamilyName> = {}): FamilyName => ({
  origin: originOf(id),
  name,
  ...more,
});

describe('names by origin', () => {
  it('come in sixteen groups, the British the largest', () => {
    const random = Random.from(2);
    const drawn = Array.from({ length: 5000 }, () => origins.draw(random).id);
    expect(new Set(drawn).size).toBe(16);
    const british = drawn.filter((id) => id === 'british').length;
    expect(british / drawn.length).toBeGreaterThan(0.35);
    expect(british / drawn.length).toBeLessThan(0.55);
  });

  it('have a few common surnames and a long tail', () => {
    const random = Random.from(3);
    const british = originOf('british');
    const counts = new Map<string, number>();
    for (let at = 0; at < 20_000; at++) {
      const name = british.surname(random);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const most = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 10);
    expect(most.map(([name]) => name)).toContain('Smith');
    expect(most[0]![1] / 20_000).toBeLessThan(0.03);
    expect([...counts.values()].filter((count) => count === 1).length).toBeGreaterThan(1000);
  });

  it('go with the years in which they were given', () => {
    const random = Random.from(4);
    const british = originOf('british');
    const given = (year: number) =>
      new Set(Array.from({ length: 500 }, () => british.forename(random, 'F', year)));
    expect(given(1945).has('Margaret')).toBe(true);
    expect(given(2015).has('Margaret')).toBe(false);
    expect(given(2015).has('Olivia')).toBe(true);
  });
});

describe('customs', () => {
  const random = Random.from(5);

  it('give women the form of a name that is theirs', () => {
    expect(bornInto(random, family('polish', 'Kowalski'), 'F', '').surname).toBe('Kowalska');
    expect(bornInto(random, family('polish', 'Nowak'), 'F', '').surname).toBe('Nowak');
    expect(bornInto(random, family('ukrainian', 'Petrov'), 'F', '').surname).toBe('Petrova');
    expect(bornInto(random, family('polish', 'Kowalski'), 'M', '').surname).toBe('Kowalski');
  });

  it('give Kaur and Singh, beside a surname or in its place', () => {
    expect(bornInto(random, family('sikh', 'Gill'), 'F', 'x')).toEqual({ middle: 'Kaur', surname: 'Gill' });
    expect(bornInto(random, family('sikh', ''), 'M', 'x')).toEqual({ middle: '', surname: 'Singh' });
  });

  it('name Somali children after father and grandfather', () => {
    const fathers = family('east-african', 'Warsame', { father: 'Abdi', grandfather: 'Warsame' });
    const children = childrensFamily(fathers, family('east-african', 'Nur'), 'Hassan');
    expect(bornInto(random, children, 'F', '')).toEqual({ middle: 'Hassan', surname: 'Abdi' });
    expect(takenOnMarriage(random, 'Nur', fathers)).toBeUndefined();
  });

  it('give Portuguese children a name of each parent', () => {
    const children = childrensFamily(
      family('portuguese', 'Silva Santos'),
      family('portuguese', 'Costa Reis'),
      'Rui',
    );
    expect(bornInto(random, children, 'M', '').surname).toBe('Reis Santos');
  });

  it('let many British women take the husband’s name, and keep Chinese names', () => {
    const taken = Array.from({ length: 400 }, () =>
      takenOnMarriage(random, 'Hall', family('british', 'Wood')),
    );
    const changed = taken.filter((name) => name !== undefined).length;
    expect(changed).toBeGreaterThan(200);
    expect(changed).toBeLessThan(300);
    expect(takenOnMarriage(random, 'Li', family('chinese', 'Chen'))).toBeUndefined();
  });
});

describe('variants', () => {
  it('know short forms and other spellings', () => {
    const { nicknames, spellings } = readVariants();
    expect(nicknames.get('Elizabeth')).toContain('Liz');
    expect(spellings.get('Muhammad')).toContain('Mohammed');
    expect(spellings.get('Muhammad')).not.toContain('Muhammad');
    expect(spellings.get('Oleksandr')).toContain('Alexander');
  });
});
