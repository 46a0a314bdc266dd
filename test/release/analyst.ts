/** A world whose analyst has taken in events of a few invented people, and their links. */
import { join } from 'node:path';
import { readPackage } from '../../src/files/index.ts';
import { writeTable } from '../analyse/workspace.ts';
import { logged, makeWorld, type World } from '../custody/world.ts';

/** By agency: the record reference, which is the person too, and the day. */
export type Seen = Readonly<Record<string, readonly (readonly [reference: string, day: string])[]>>;

export async function analystWorld(seen: Seen): Promise<World> {
  const world = await makeWorld();
  const { digest } = await world.agreement();
  const work = join(world.of('analyst'), 'work');
  const analyst = await world.open('analyst');
  const received = async (folder: string) =>
    logged(analyst, await readPackage(join(work, folder)), 'received');
  for (const [agency, events] of Object.entries(seen)) {
    await writeTable(
      join(work, 'events', agency),
      'events',
      ['reference', 'date', 'role'],
      events.map(([reference, day]) => [reference, day, 'victim']),
      { kind: 'events', agency },
      digest,
    );
    await received(`events/${agency}`);
  }
  await writeTable(
    join(work, 'links'),
    'links',
    ['agency', 'reference', 'person'],
    Object.entries(seen).flatMap(([agency, events]) =>
      events.map(([reference]) => [agency, reference, reference]),
    ),
    { kind: 'links' },
    digest,
  );
  await received('links');
  return world;
}
