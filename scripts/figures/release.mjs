// The one place that knows how figures are released: controlled by themselves, then settled beside all that is out.
import { lotsOf } from '../../dist/custody/index.js';
import { control, controlInside, shownOf } from '../../dist/disclose/index.js';
import { settle } from '../../dist/release/settle.js';

/**
 * The figures of each release as they may be shown; undefined for one that may not be.
 * @param letOut lets one set of figures out after those before, as {@link inMemory} does
 */
export async function release({ seed, releases, outputs }, letOut = inMemory(outputs, lotsFor(seed))) {
  if (releases.length === 1) return [await control(releases[0], outputs, lotsFor(seed))];
  const shown = [];
  for (const figures of releases) shown.push(await letOut(figures));
  return shown;
}

/** Each invented world has a key of its own. */
export const lotsFor = (seed) =>
  lotsOf(new Uint8Array(new BigUint64Array([BigInt(seed), 0n, 0n, 0n]).buffer), 'invented');

/** Keeps what is out in memory alone. */
export function inMemory(outputs, lots) {
  const out = [];
  return async (figures) => {
    const { folded, selection, rule } = await controlInside(figures, outputs, lots);
    const { tables, hidden } = selection;
    const entry = {
      name: String(out.length),
      figures: folded,
      tables: [...tables],
      hidden: [...hidden],
      rule,
    };
    const settled = await settle(out, entry, { lots, withhold: true });
    if (settled.status === 'unsafe') return undefined;
    out.push(settled.entry);
    return shownOf(folded, { tables, hidden: new Set(settled.entry.hidden) }, rule);
  };
}
