import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { synthesise } from '../../src/synthesise/index.ts';
import { scratch } from './helpers.ts';

const FIXTURE = fileURLToPath(new URL('../../fixtures/population', import.meta.url));

it('fixtures/population is what "synthesise --people 2000 --seed 1 --bad-rows" makes, byte for byte', async () => {
  const out = join(scratch(), 'population');
  const { files } = await synthesise({ people: 2000, seed: 1, out, badRows: true });
  const kept = readdirSync(FIXTURE, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(kept).toHaveLength(files.length);
  const differing = files.filter(
    ({ name }) => !readFileSync(join(FIXTURE, name)).equals(readFileSync(join(out, name))),
  );
  expect(differing).toEqual([]);
});
