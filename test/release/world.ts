/** Packages taken in at the analyst, to be counted and released. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackage } from '../../src/files/index.ts';
import { writeTable } from '../analyse/workspace.ts';
import { logged, makeWorld, type World } from '../custody/world.ts';

/** Presentations of victims: a record reference, which is its person too, and a day. */
export type Presentations = readonly (readonly [reference: string, day: string])[];

/** People known to one agency, one presentation each: `p0`, `p1`, ... */
export const several = (count: number, letter: string, day: string): Presentations =>
  Array.from({ length: count }, (_, index) => [`${letter}${index}`, day] as const);

/** 30 people known to police alone, 20 to health alone, 3 to both; one more comes to police in March. */
export const EVENTS: Readonly<Record<'police' | 'health', Presentations>> = {
  police: [...several(30, 'p', '2025-05-01'), ...several(3, 'b', '2025-05-02'), ['late', '2026-03-15']],
  health: [...several(20, 'h', '2025-06-01'), ...several(3, 'b', '2025-07-01')],
};

/** What each agency has. */
export type Seen = Readonly<Record<string, Presentations>>;

/** A world whose analyst has taken in what was seen, and the links. */
export async function analystWorld(seen: Seen): Promise<World> {
  const world = await makeWorld();
  await takeIn(world, seen);
  return world;
}

/** Has the analyst take in each agency's events and the links, in the place of what is there. */
export async function takeIn(world: World, events: Seen): Promise<void> {
  const { digest } = await world.agreement();
  const work = join(world.of('analyst'), 'work');
  const analyst = await world.open('analyst');
  const take = async (
    folder: string,
    columns: readonly string[],
    rows: readonly (readonly string[])[],
    mark: Readonly<Record<string, string>>,
  ): Promise<void> => {
    const path = join(work, folder);
    await rm(path, { recursive: true, force: true });
    await writeTable(path, mark.kind!, columns, rows, mark, digest);
    await logged(analyst, await readPackage(path), 'received');
  };
  for (const [agency, presentations] of Object.entries(events)) {
    const rows = presentations.map(([reference, day]) => [reference, day, 'victim']);
    await take(`events/${agency}`, ['reference', 'date', 'role'], rows, { kind: 'events', agency });
  }
  const links = Object.entries(events).flatMap(([agency, presentations]) =>
    presentations.map(([reference]) => [agency, reference, reference]),
  );
  await take('links', ['agency', 'reference', 'person'], links, { kind: 'links' });
}
