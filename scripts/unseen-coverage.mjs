// node scripts/unseen-coverage.mjs [TABLES]: how often the interval of unseen people holds the truth, on invented lists.
// Each table has 1,000 people; the interval with the choice of the model, and the one that takes the model for known.
import { estimateUnseen } from '../dist/estimate/index.js';
import { Random } from '../dist/synthesise/index.js';

const PEOPLE = 1000;
const SAMPLES = 200;
const tables = Number(process.argv[2] ?? 150);
const WORLDS = [
  { name: 'three lists, independent', chances: [0.4, 0.35, 0.3] },
  { name: 'four lists, independent', chances: [0.3, 0.25, 0.2, 0.3] },
  { name: 'four lists, the second twice as likely after the first', chances: [0.3, 0.2, 0.25, 0.3], tied: 2 },
];

const random = Random.from(99);

function drawn({ chances, tied = 1 }) {
  const counts = Array(2 ** chances.length).fill(0);
  for (let person = 0; person < PEOPLE; person += 1) {
    let on = 0;
    for (const [list, chance] of chances.entries()) {
      const own = list === 1 && (on & 1) === 1 ? chance * tied : chance;
      if (random.chance(own)) on |= 2 ** list;
    }
    counts[on] += 1;
  }
  return { lists: chances.map((_, list) => `list ${list + 1}`), counts: counts.with(0, 0) };
}

const holds = ({ lower, upper }) => lower <= PEOPLE && PEOPLE <= upper;
for (const world of WORLDS) {
  const found = Array.from({ length: tables }, () =>
    estimateUnseen(drawn(world), { samples: SAMPLES, chance: () => random.fraction() }),
  ).filter(({ estimate }) => estimate !== undefined);
  const share = (test) => `${Math.round((100 * found.filter(test).length) / found.length)} %`;
  console.log(
    `${world.name}: ${share(({ estimate }) => holds(estimate.interval))} with the choice of the model, ` +
      `${share(({ ways }) => holds(ways.chosen.interval))} without; ` +
      `published ${share(({ verdict }) => verdict !== 'do not publish')} of ${found.length}`,
  );
}
