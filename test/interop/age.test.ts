/**
 * Sealed shares and locked keys as another program sees them: the ordinary `age` opens both with nothing of
 * ours. Needs the Debian package `age`, so it runs only with THROUGHLINE_INTEROP=1.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createParty, openShare, sealPackage } from '../../src/custody/index.ts';
import { EVENTS, fixedAmbient, makeLogged, makeWorld, type World } from '../custody/world.ts';

const hasAge = spawnSync('age', ['--version']).status === 0;
const runs = hasAge && process.env.THROUGHLINE_INTEROP === '1';
if (!runs) console.log(`skipped: needs age${hasAge ? ' and THROUGHLINE_INTEROP=1' : ''}`);

describe.skipIf(!runs)('the age program', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(() => world.remove());

  const key = (party: string, name = 'sealing.key') => join(world.of(party), 'party', name);
  const age = (...args: string[]) => spawnSync('age', args, { maxBuffer: 1 << 26 });

  test("opens a share with the recipient's key, and finds the package in it byte for byte", async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => EVENTS.rows[0]!.replace('0011', String(1000 + i)));
    const folder = join(world.of('police'), 'work', 'police', 'events');
    await makeLogged(world, folder, { ...EVENTS, rows });
    const { file } = await sealPackage(await world.open('police'), folder, 'analyst');
    const { status, stdout } = age('--decrypt', '-i', key('analyst'), file);
    expect(status).toBe(0);
    const at = join(world.dir, 'share.tar');
    writeFileSync(at, stdout);
    execFileSync('tar', ['-xf', at, '-C', world.dir]);
    const unpacked = readdirSync(world.dir).filter((name) => /\.(?:json|csv|tlog-proof)$/.test(name));
    expect(unpacked.toSorted()).toEqual([
      'datapackage.json',
      'events.csv',
      'intent.json',
      'intent.tlog-proof',
      'share.json',
    ]);
    for (const name of ['datapackage.json', 'events.csv']) {
      expect(readFileSync(join(world.dir, name))).toEqual(readFileSync(join(folder, name)));
    }
    expect(age('--decrypt', '-i', key('linkage-unit'), file).status).toBe(1);
    expect((await openShare(await world.open('analyst'), file)).what).toBe('events');
  });

  test('opens the keys of a party that are locked with a passphrase', async () => {
    const dir = join(world.dir, 'locked');
    await createParty(dir, 'police', fixedAmbient(), 'kestrel marigold lighthouse');
    const party = join(dir, 'party');
    const command = `age --decrypt -i ${join(party, 'lock.age')} -o ${join(party, 'opened')} ${join(party, 'sealing.key')}`;
    // age asks for a passphrase at a terminal alone; script(1) gives it one.
    const { status } = spawnSync('script', ['-qec', command, '/dev/null'], {
      input: 'kestrel marigold lighthouse\n',
    });
    expect(status).toBe(0);
    expect(readFileSync(join(party, 'opened'), 'utf8')).toMatch(
      /^# throughline sealing key v1\nAGE-SECRET-KEY-1\S+\n$/,
    );
  });
});
