import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

const shared = { disableConsoleIntercept: true, testTimeout: 60_000, hookTimeout: 120_000 };

/** Files that put something in the place of a module, for themselves alone. */
const replacing = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => join('test', name))
  .filter((file) => file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes('vi.mock('));

export default defineConfig({
  test: {
    maxWorkers: 2,
    globalSetup: 'test/temporary.ts',
    sequence: { sequencer: LongestFirst },
    // Files share what is loaded and compiled, which each would otherwise do again for itself.
    projects: [
      { test: { ...shared, name: 'alone', include: replacing, isolate: true } },
      {
        test: {
          ...shared,
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: replacing,
          isolate: false,
        },
      },
    ],
  },
});
