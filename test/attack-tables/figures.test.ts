/** The bench that attacks this program's own releases: it finds what a careless control leaves open, and nothing in ours. */
import { describe, expect, test } from 'vitest';
import { breakWorld } from '../../scripts/figures/break.mjs';
import { inventWorld } from '../../scripts/figures/invent.mjs';
import { release } from '../../scripts/figures/release.mjs';

interface World {
  readonly kind: string;
  readonly outputs: { readonly preset: string };
  readonly releases: readonly {
    readonly rows: readonly {
      readonly table: string;
      readonly key: readonly string[];
      readonly counts: object;
    }[];
  }[];
}
interface Broken {
  readonly small: number;
  readonly leaks: readonly { readonly who: string }[];
}

const invent = (seed: number, kind: string): World => inventWorld(seed, [kind]) as World;
const attack = async (world: World, shown: unknown): Promise<Broken> =>
  (await breakWorld(world, shown)) as Broken;
const SEEDS = [1, 2, 3, 4, 5, 6];

/** Each release with its small counts hidden and nothing else. */
const careless = ({ releases }: World, hidesTo: number) =>
  releases.map(({ rows }) => ({
    rows: rows.map(({ table, key, counts }) => ({
      table,
      key,
      values: Object.fromEntries(
        Object.entries(counts).map(([measure, count]: [string, number]) => [
          measure,
          count >= 1 && count <= hidesTo ? '[c]' : count,
        ]),
      ),
    })),
  }));

/** Worlds under a preset that rounds nothing. */
const unrounded = (kind: string): World[] =>
  Array.from({ length: 40 }, (_, seed) => invent(seed, kind))
    .filter(({ outputs }) => outputs.preset === 'local-5')
    .slice(0, 4);

describe('the bench', () => {
  test.each(['plain', 'hierarchy', 'linked', 'shares', 'grown', 'crossed', 'areas', 'roles', 'anew'])(
    'recovers counts where only small ones are hidden: %s',
    async (kind) => {
      const found = await Promise.all(unrounded(kind).map((world) => attack(world, careless(world, 4))));
      expect(found.some(({ leaks }) => leaks.some(({ who }) => who === 'anybody'))).toBe(true);
    },
  );

  test('says so where a small count is shown', async () => {
    const found = await Promise.all(unrounded('plain').map((world) => attack(world, careless(world, 0))));
    expect(found.flatMap(({ leaks }) => leaks)).toContainEqual(
      expect.objectContaining({ who: 'anybody', shown: true }),
    );
  });

  test.each(['plain', 'linked', 'agencies', 'crossed', 'areas', 'roles', 'anew'])(
    'recovers nothing from ours: %s',
    async (kind) => {
      for (const seed of SEEDS.slice(0, 3)) {
        const world = invent(seed, kind);
        expect((await attack(world, await release(world))).leaks).toEqual([]);
      }
    },
  );

  test('invents the same from the same seed', () => {
    expect(inventWorld(7)).toEqual(inventWorld(7));
    expect(inventWorld(7)).not.toEqual(inventWorld(8));
  });
});
