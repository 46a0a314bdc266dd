import { beforeEach, expect, test, vi } from 'vitest';
import type { Workspace } from '../../src/custody/index.ts';
import { prepare } from '../../src/report/index.ts';

/** The commands counted, in order, and those whose figures cannot be released. */
const world = { counted: [] as string[], unsafe: new Set<string>() };

vi.mock('../../src/analyse/index.ts', async (original) => ({
  ...(await original<typeof import('../../src/analyse/index.ts')>()),
  holdingLinkedEvents: (work: (held: unknown) => unknown) => work({}),
  consult: (_: Workspace, { asked }: { asked: { command: string } }) => {
    world.counted.push(asked.command);
    return { folder: asked.command };
  },
}));

vi.mock('../../src/release/index.ts', async (original) => ({
  ...(await original<typeof import('../../src/release/index.ts')>()),
  release: (_: Workspace, folder: string) =>
    world.unsafe.has(folder) ? { status: 'unsafe' } : { status: 'released', folder: `release/${folder}` },
}));

beforeEach(() => {
  world.counted = [];
  world.unsafe = new Set();
});

const journeysOf = (counted: readonly string[]): string[] =>
  counted.filter((command) => command.startsWith('journeys'));

test('what is safe is counted once, journeys last', async () => {
  const prepared = await prepare({} as Workspace, {});
  expect(prepared.map(({ status }) => status)).toEqual(prepared.map(() => 'released'));
  expect(world.counted).toEqual(prepared.map(({ command }) => command));
  expect(prepared.at(-1)).toMatchObject({ id: 'journeys', command: 'journeys', told: 'journeys' });
});

test('journeys that cannot be released are counted in fewer and fewer steps', async () => {
  world.unsafe = new Set(['journeys', 'journeys --steps 4']);
  const prepared = await prepare({} as Workspace, {});
  expect(journeysOf(world.counted)).toEqual(['journeys', 'journeys --steps 4', 'journeys --steps 3']);
  expect(prepared.at(-1)).toMatchObject({
    ...{ id: 'journeys', command: 'journeys --steps 3', status: 'released' },
  });
});

test('what is safe in no detail is passed over and told', async () => {
  world.unsafe = new Set(['overlap', ...[4, 3, 2].map((steps) => `journeys --steps ${steps}`), 'journeys']);
  const prepared = await prepare({} as Workspace, {});
  expect(prepared.filter(({ status }) => status === 'unsafe').map(({ id }) => id)).toEqual([
    'overlap',
    'journeys',
  ]);
  expect(journeysOf(world.counted)).toHaveLength(4);
  expect(prepared.at(-1)?.told).toContain('would give hidden counts away');
});
