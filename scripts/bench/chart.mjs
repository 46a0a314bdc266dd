// How time grows with size, as a picture for a page: node scripts/bench/chart.mjs BENCH.json OUT.svg
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { scaleLog } from 'd3-scale';
import { writeFileAtomically } from '../../dist/files/index.js';

const [WIDTH, HEIGHT] = [640, 400];
const PLOT = { left: 64, right: WIDTH - 152, top: 40, bottom: HEIGHT - 56 };
const SERIES = [
  { of: 'pseudonymise', colour: '#1f5a99', dash: '' },
  { of: 'link', colour: '#a34a00', dash: '7 4' },
];
const NUMBER = new Intl.NumberFormat('en-GB');

/** The chart of what `npm run bench -- --json` wrote: both axes by powers of ten, so that growth in proportion is one slope. */
export function growthChart(results) {
  const series = SERIES.map((one) => ({ ...one, points: results[one.of] }));
  const points = series.flatMap((one) => one.points);
  const x = scaleLog(powersAround(points.map(({ size }) => size)), [PLOT.left, PLOT.right]);
  const y = scaleLog(powersAround(points.flatMap(({ from, to }) => [from, to])), [PLOT.bottom, PLOT.top]);
  const { cores, threads, node } = results.machine;
  const title = `Seconds by number of rows or records (${threads} of ${cores} cores, Node ${node}, median of ${results.runs})`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="12">
<title>${title}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${PLOT.left}" y="20">${title}</text>
${powersWithin(x.domain())
  .map((power) => across(x(power), NUMBER.format(power)))
  .join('\n')}
${powersWithin(y.domain())
  .map((power) => along(y(power), NUMBER.format(power)))
  .join('\n')}
<text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">rows or records</text>
${series.map((one) => curve(one, x, y)).join('\n')}
</svg>
`;
}

function curve({ of, colour, dash, points }, x, y) {
  const placed = points.map(({ size, seconds, from, to }) =>
    [x(size), y(seconds), y(from), y(to)].map(rounded),
  );
  const [endX, endY] = placed.at(-1);
  return `<g stroke="${colour}" fill="none" stroke-width="2">
<polyline points="${placed.map(([px, py]) => `${px},${py}`).join(' ')}" stroke-dasharray="${dash}"/>
${placed.map(([px, py, low, high]) => `<path d="M${px} ${low}V${high}"/><circle cx="${px}" cy="${py}" r="3.5" fill="${colour}"/>`).join('\n')}
</g>
<text x="${endX + 8}" y="${endY + 4}" fill="${colour}">${of} ${points.at(-1).seconds.toFixed(1)} s</text>`;
}

const across = (x, label) =>
  `<path d="M${rounded(x)} ${PLOT.top}V${PLOT.bottom}" stroke="#ccc"/><text x="${rounded(x)}" y="${PLOT.bottom + 18}" text-anchor="middle">${label}</text>`;
const along = (y, label) =>
  `<path d="M${PLOT.left} ${rounded(y)}H${PLOT.right}" stroke="#ccc"/><text x="${PLOT.left - 6}" y="${rounded(y) + 4}" text-anchor="end">${label}</text>`;

const rounded = (value) => Math.round(value * 10) / 10;

/** The powers of ten below the least and above the greatest. */
const powersAround = (numbers) => [
  10 ** Math.floor(Math.log10(Math.min(...numbers))),
  10 ** Math.ceil(Math.log10(Math.max(...numbers))),
];

function powersWithin([least, greatest]) {
  const from = Math.round(Math.log10(least));
  return Array.from({ length: Math.round(Math.log10(greatest)) - from + 1 }, (_, at) => 10 ** (from + at));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [from, to] = process.argv.slice(2);
  if (to === undefined) {
    console.error('chart: give the JSON file of a bench and the SVG file to write');
    process.exit(2);
  }
  await writeFileAtomically(to, growthChart(JSON.parse(await readFile(from, 'utf8'))), { replace: true });
}
