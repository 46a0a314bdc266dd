/** Names in a party's log: who is at work, opening, and erasing. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eraseName, openNames } from '../../src/audit/index.ts';
import { readSettings, setOperator, workspacePaths } from '../../src/custody/index.ts';
import { verifyLog } from '../../src/sharelog/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { makeWorld, type World } from '../custody/world.ts';
import { handedOver } from './helpers.ts';

const OPERATOR = 'Xanthippe Canary';
let world: World;
beforeAll(async () => {
  world = await makeWorld();
  await setOperator(workspacePaths(world.of('police')).settings, OPERATOR);
  await handedOver(world);
});
afterAll(() => world.remove());

const police = () => world.open('police');

describe('whoever is at work', () => {
  test('stands in every entry as a digest, and nowhere by name', async () => {
    const entries = await world.entries('police');
    expect(entries.map(({ _sd }) => (_sd as string[] | undefined)?.length)).toEqual([1, 1, 1, 1, 1, 1]);
    for (const file of await readdir(join(world.of('police'), 'log'), {
      recursive: true,
      withFileTypes: true,
    })) {
      if (!file.isFile()) continue;
      expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toContain('Canary');
    }
    expect((await world.entries('analyst')).some(({ _sd }) => _sd !== undefined)).toBe(false);
  });

  test.each(['', 'a\nb', 'x'.repeat(201), '\ud800'])('is not %j', async (name) => {
    const { settings } = workspacePaths(world.of('analyst'));
    expect((await errorOf(() => setOperator(settings, name))).code).toBe('OPERATOR_NAME');
    expect(await readSettings(settings)).toEqual({});
  });

  test('is read from a file that nobody else wrote', async () => {
    const { settings } = workspacePaths(world.of('analyst'));
    for (const text of ['', '{}', '{"operator":1}', '{"operator":"a","more":1}']) {
      await writeFile(settings, text);
      const error = await errorOf(() => readSettings(settings));
      expect(error.code).toBe('SETTINGS_INVALID');
    }
    await rm(settings);
  });
});

describe('a name', () => {
  test('is shown to the party itself, and the log says that it was', async () => {
    const opened = await openNames(await police(), 1);
    expect(opened).toMatchObject({ entry: 1, fields: [{ field: 'operator', value: OPERATOR }], missing: 0 });
    expect((await world.entries('police'))[opened.consulted]).toMatchObject({
      type: 'consultation',
      details: { entry: 1 },
    });
    expect((await errorOf(async () => openNames(await police(), 999))).code).toBe('NO_ENTRY');
  });

  test('is gone once it is erased, and only that is', async () => {
    const before = await verifyLog(join(world.of('police'), 'log'));
    const erased = await eraseName(await police(), 1, 'operator', {
      authority: 'DPO-2026-14',
      reason: `${OPERATOR} asked`,
    });
    expect((await openNames(await police(), 1)).fields).toEqual([
      { field: 'operator', erased: erased.erasure, authority: 'DPO-2026-14' },
    ]);
    expect((await openNames(await police(), 0)).fields).toEqual([{ field: 'operator', value: OPERATOR }]);
    const after = await verifyLog(join(world.of('police'), 'log'));
    expect({ ok: after.ok, findings: after.findings }).toEqual({ ok: true, findings: [] });
    expect(after.size).toBeGreaterThan(before.size);
    const [intent, done] = (await world.entries('police')).slice(erased.erasure - 1, erased.erasure + 1);
    const details = { entry: 1, field: 'operator', authority: 'DPO-2026-14', method: 'opening-deleted' };
    expect(intent).toMatchObject({ type: 'erasure', phase: 'intent', details });
    expect(done).toMatchObject({
      type: 'erasure',
      phase: 'done',
      details: { ...details, intent: erased.erasure - 1 },
    });
    // The reason names somebody, so it is a digest too, beside that of whoever is at work.
    const { _sd } = intent!;
    expect(_sd).toHaveLength(2);
  });

  test('is not erased twice, nor where there is none, nor on the authority of a name', async () => {
    const because = { authority: 'DPO-2026-14' };
    expect((await errorOf(async () => eraseName(await police(), 1, 'operator', because))).code).toBe(
      'OPENING_ERASED',
    );
    expect((await errorOf(async () => eraseName(await police(), 0, 'approver', because))).code).toBe(
      'NO_OPENING',
    );
    for (const authority of ['', 'Xanthippe Canary', 'a'.repeat(61), 'x\n1', '=1+1']) {
      const error = await errorOf(async () => eraseName(await police(), 0, 'operator', { authority }));
      expect(error).toMatchObject({ code: 'AUTHORITY', exitCode: 2 });
      expect(error.message).not.toContain('Canary');
    }
  });

  test('whose erasure was cut short is erased by doing it again', async () => {
    const path = join(world.of('police'), 'log', 'disclosures', '2.jsonl');
    const { log, party } = await police();
    const details = { entry: 2, field: 'operator', authority: 'DPO-2026-15', method: 'opening-deleted' };
    await log.append([{ type: 'erasure', phase: 'intent', org: party.id, actorRole: 'agency', details }]);
    const intent = log.size - 1;
    await rm(path);
    const { erasure } = await eraseName(await police(), 2, 'operator', { authority: 'DPO-2026-15' });
    expect((await world.entries('police'))[erasure]).toMatchObject({ phase: 'done', details: { intent } });
  });

  test('that was lost otherwise is missing, and that is said', async () => {
    await rm(join(world.of('police'), 'log', 'disclosures', '3.jsonl'));
    expect(await openNames(await police(), 3)).toMatchObject({ fields: [], missing: 1 });
  });
});
