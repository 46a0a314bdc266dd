import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consult, overlap } from '../../src/analyse/index.ts';
import { unusable } from '../../src/errors.ts';
import { readPackage } from '../../src/files/index.ts';
import { logged, makeWorld, type World } from '../custody/world.ts';
import { writeTable } from './workspace.ts';

let world: World;

beforeAll(async () => {
  world = await makeWorld();
  const { digest } = await world.agreement();
  const work = join(world.of('analyst'), 'work');
  const references = Array.from({ length: 12 }, (_, index) => `r${index}`);
  const analyst = await world.open('analyst');
  await writeTable(
    join(work, 'events', 'police'),
    'events',
    ['reference', 'date', 'role'],
    references.map((reference) => [reference, '2025-05-01', 'victim']),
    { kind: 'events', agency: 'police' },
    digest,
  );
  await writeTable(
    join(work, 'links'),
    'links',
    ['agency', 'reference', 'person'],
    references.map((reference) => ['police', reference, reference]),
    { kind: 'links' },
    digest,
  );
  for (const folder of ['events/police', 'links'])
    await logged(analyst, await readPackage(join(work, folder)), 'received');
});

afterAll(() => world.remove());

const asked = { roles: ['victim'] };
const request = { action: 'overlap', asked, inside: true, count: overlap };

describe('consult', () => {
  it('is permitted to the analyst, writes the figures inside, and logs before and after', async () => {
    const { figures, folder } = await consult(await world.open('analyst'), request);
    expect(figures.rows[0]?.counts).toEqual({ people: 12 });
    expect(folder).toBe(join(world.of('analyst'), 'work', 'figures', 'overlap'));
    expect(await readFile(join(folder, 'figures.csv'), 'utf8')).toContain('police only,,people,12');
    const [intent, done] = (await world.entries('analyst')).slice(-2);
    expect(intent).toMatchObject({
      type: 'consultation',
      phase: 'intent',
      details: { action: 'overlap', inside: true, roles: ['victim'] },
    });
    expect(done).toMatchObject({ type: 'consultation', phase: 'done' });
    expect(done?.details).toEqual({
      action: 'overlap',
      indicator: 'overlap',
      intent: expect.any(Number),
      version: 1,
      output: 'exact figures, shown inside the workspace',
      smallestCount: 5,
      rows: '1-9',
      package: expect.stringMatching(/^sha256:/),
    });
  });

  it('needs the secret that lots are drawn under', async () => {
    const workspace = await world.open('analyst');
    const file = workspace.paths.referenceKey;
    await rename(file, `${file}.away`);
    await expect(consult(workspace, request)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await rename(`${file}.away`, file);
  });

  it('that fails says so in the log, with the code of the error', async () => {
    const failing = { ...request, count: () => Promise.reject(unusable('NO_EVENTS', 'x', { hint: 'y' })) };
    await expect(consult(await world.open('analyst'), failing)).rejects.toMatchObject({ code: 'NO_EVENTS' });
    const [intent, failed] = (await world.entries('analyst')).slice(-2);
    expect(intent).toMatchObject({ phase: 'intent' });
    expect(failed).toMatchObject({
      type: 'consultation',
      phase: 'failed',
      details: { action: 'overlap', intent: intent!.seq, reason: 'NO_EVENTS' },
    });
  });

  it('is refused to an agency, in the log too', async () => {
    await expect(consult(await world.open('police'), request)).rejects.toMatchObject({
      code: 'PERMIT_WRONG_PART',
      exitCode: 1,
    });
    expect((await world.entries('police')).at(-1)).toMatchObject({ type: 'denial', op: 'consultation' });
  });

  it('is refused once the agreement has expired', async () => {
    const late = await world.open('analyst', '2027-04-01T00:00:00Z');
    await expect(consult(late, request)).rejects.toMatchObject({ code: 'PERMIT_EXPIRED' });
  });
});
