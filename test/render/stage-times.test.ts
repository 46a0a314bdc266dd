import { expect, test } from 'vitest';
import { StageTimes, stageTimesTable } from '../../src/render/stage-times.ts';

test('stages are timed in their order, one that comes back is added to, and records a second follow', () => {
  let clock = 0;
  const times = new StageTimes(() => clock);
  for (const [stage, at] of [
    ['reading', 0],
    ['reading', 500],
    ['pairs', 2000],
    ['reading', 3000],
  ] as const) {
    clock = at;
    times.enter(stage);
  }
  clock = 3500;
  const told = times.end();
  expect(told).toEqual([
    { stage: 'reading', seconds: 2.5 },
    { stage: 'pairs', seconds: 1 },
  ]);
  clock = 9000;
  expect(times.end()).toEqual(told);
  const text = stageTimesTable(told, 5000);
  expect(text).toMatch(/reading +2\.5 +2,000\n/);
  expect(text).toMatch(/pairs +1\.0 +5,000\n/);
  expect(text).toMatch(/together +3\.5 +1,429/);
});

test('a stage that took no time has no rate', () => {
  expect(stageTimesTable([{ stage: 'reading', seconds: 0 }], 5)).toMatch(/reading +0\.0 *\n/);
});
