import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/** Files that put something in the place of a module, for themselves alone. */
const REPLACING = [
  'test/custody/entry-fields.test.ts',
  'test/pseudonymise/faults.test.ts',
  'test/pseudonymise/pool.test.ts',
];
const shared = { disableConsoleIntercept: true, testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    globalSetup: 'test/temporary.ts',
    sequence: { sequencer: LongestFirst },
    // Files share what is loaded and compiled, which would take half of the time otherwise.
    projects: [
      { test: { ...shared, name: 'alone', include: REPLACING, isolate: true } },
      {
        test: {
          ...shared,
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: REPLACING,
          isolate: false,
        },
      },
    ],
  },
});
