import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEntries, verifyLog } from '../../src/sharelog/index.ts';
import { draft, logOf, openLog, scratch } from './helpers.ts';

describe('a log', () => {
  test('starts empty and whole', async () => {
    const workspace = await scratch();
    const log = await openLog(workspace);
    expect(log.size).toBe(0);
    const report = await verifyLog(join(workspace, 'log'), { rememberedHead: join(workspace, 'head.json') });
    expect(report).toMatchObject({ ok: true, size: 0, remembered: 'same', findings: [], notes: [] });
  });

  test.each([1, 7, 255, 256, 257, 700])('of %d entries is whole', async (size) => {
    const workspace = await logOf(size, 93);
    const report = await verifyLog(join(workspace, 'log'), { rememberedHead: join(workspace, 'head.json') });
    expect(report).toMatchObject({ ok: true, size, remembered: 'same', findings: [], notes: [] });
  });

  test('is appended to one by one, across a full tile', async () => {
    const workspace = await logOf(250, 250);
    const log = await openLog(workspace);
    for (let i = 0; i < 10; i += 1) {
      const [appended] = await log.append([draft('denial')]);
      expect(appended?.index).toBe(250 + i);
    }
    const report = await verifyLog(join(workspace, 'log'), { rememberedHead: join(workspace, 'head.json') });
    expect(report).toMatchObject({ ok: true, size: 260, findings: [], notes: [] });
    const types: unknown[] = [];
    for await (const entry of readEntries(join(workspace, 'log'), { from: 248 }))
      types.push(entry.fields.type);
    expect(types).toEqual(['collection', 'collection', ...Array.from({ length: 10 }, () => 'denial')]);
  });
});
