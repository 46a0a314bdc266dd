// One release checked together with 50 earlier ones: a month more each time, of 8 wards by 4 quarters.
import { checkTogether, controlInside } from '../../dist/disclose/index.js';
import { lotsFor } from '../figures/release.mjs';
import { wardsByMonths } from './figures.mjs';
import { report } from './measure.mjs';

const OUTPUTS = { preset: 'local-5', 'smallest-count': 5, rounding: 'none', 'smallest-journey-group': 5 };
const EARLIER = 50;

const lots = lotsFor(1);
const publications = [];
for (let release = 0; release <= EARLIER; release += 1) {
  const year = 2020 + Math.floor(release / 12);
  const to = `${year}-${String((release % 12) + 1).padStart(2, '0')}-28`;
  const figures = wardsByMonths({ wards: 8, perDistrict: 4, months: 4, perQuarter: 2, seed: release + 1 });
  const meanings = Object.fromEntries(
    figures.rows.map((row) => [
      JSON.stringify([row.table, ...row.key, 'people']),
      { unit: 'people', where: row.key.join(', '), from: '2020-01-01', to, filters: {}, grows: 'distinct' },
    ]),
  );
  // Longer windows count more: everybody of the release before, and at least ten more in every cell.
  const before = publications.at(-1)?.figures;
  const rows = figures.rows.map((row, at) => ({
    ...row,
    counts: { people: row.counts.people + (before?.rows[at].counts.people ?? 0) + 10 * weightOf(row) },
  }));
  const { folded, selection, rule } = await controlInside({ ...figures, rows, meanings }, OUTPUTS, lots);
  publications.push({
    name: `release ${release}`,
    figures: folded,
    tables: selection.tables,
    hidden: selection.hidden,
    rule,
    isDraft: release === EARLIER,
  });
}

/** How many wards and months a row stands for. */
function weightOf({ key }) {
  const [ward, month] = key;
  const wards = ward.startsWith('all') ? 8 : ward.startsWith('district') ? 4 : 1;
  const months = month.startsWith('all') ? 4 : month.startsWith('quarter') ? 2 : 1;
  return wards * months;
}

await report(async () => ({ status: (await checkTogether(publications, lots)).status }));
