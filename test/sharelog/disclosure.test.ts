/** Names in entries: digests, openings, and what is left when one is erased. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  disclosureDigest,
  eraseOpening,
  makeOpenings,
  openOpening,
  readDisclosure,
  readEntries,
  readOpenings,
  verifyLog,
} from '../../src/sharelog/index.ts';
import { draft, fixedAmbient, openLog, scratch } from './helpers.ts';

describe('a salted digest', () => {
  test('is that of RFC 9901 section 4.2.3', () => {
    const disclosure = 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0';
    expect(disclosureDigest(disclosure)).toBe('X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0');
    expect(readDisclosure(disclosure)).toMatchObject({ field: 'family_name', value: 'Möbius' });
  });

  test('of the same value is another each time, and reads back', () => {
    const ambient = fixedAmbient();
    const [one] = makeOpenings({ operator: 'Ann Example' }, ambient);
    const [other] = makeOpenings({ operator: 'Ann Example' }, ambient);
    expect(one!.digest).not.toBe(other!.digest);
    expect(readDisclosure(one!.disclosure)).toEqual(one);
    expect(Buffer.from(one!.disclosure, 'base64url').toString('utf8')).toMatch(/^\["[A-Za-z0-9_-]{22}",/);
  });

  test.each(['', '  ', 'x'.repeat(2001), '\ud800'])('is not made of %j', (operator) => {
    expect(() => makeOpenings({ operator }, fixedAmbient())).toThrow(
      expect.objectContaining({ code: 'PERSONAL_VALUE' }),
    );
  });

  test.each(['', 'x', 'e30', 'WzEsMiwzXQ', 'WyJhIiwiYiIsImMiXQ=='])('is not read from %j', (text) => {
    expect(readDisclosure(text)).toBeUndefined();
  });
});

describe('an entry that names a person', () => {
  let workspace: string;
  let identity: string;
  const folder = (): string => join(workspace, 'log');
  const digestsOf = async (entry: number): Promise<string[]> => {
    for await (const { fields } of readEntries(folder(), { from: entry })) {
      const { _sd } = fields;
      return _sd as string[];
    }
    return [];
  };

  beforeAll(async () => {
    workspace = await scratch();
    identity = await generateX25519Identity();
    const log = await openLog(workspace, {
      openings: { recipient: () => identityToRecipient(identity), operator: 'Zoë Canary' },
    });
    await log.append([{ ...draft(), personal: { reason: 'asked by the court, Canary v Canary' } }]);
    await log.append([draft(), { ...draft(), personal: { approver: 'Dr Canary' } }]);
  });

  test('holds digests, sorted, and no name; nor does any file', async () => {
    const digests = await digestsOf(0);
    expect(digests).toHaveLength(2);
    expect(digests).toEqual(digests.toSorted());
    for (const file of await readdir(workspace, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toMatch(/Canary/);
    }
    expect(await verifyLog(folder())).toMatchObject({ ok: true, notes: [] });
  });

  test('is opened with the key of its IG lead, and with no other', async () => {
    const openings = await readOpenings(folder(), 0);
    const opened = await Promise.all(
      openings.map(async (one) => openOpening(one, identity, await digestsOf(0))),
    );
    expect(opened.map(({ field, value }) => [field, value])).toEqual([
      ['operator', 'Zoë Canary'],
      ['reason', 'asked by the court, Canary v Canary'],
    ]);
    await expect(
      openOpening(openings[0]!, await generateX25519Identity(), await digestsOf(0)),
    ).rejects.toThrow(expect.objectContaining({ code: 'OPENING_SEALED' }));
  });

  test('does not tell the length of a name by the length of what is sealed', async () => {
    const lengths = new Set<number>();
    for (const entry of [0, 1, 2]) {
      for (const { sealed } of await readOpenings(folder(), entry)) lengths.add(sealed.length);
    }
    expect(lengths.size).toBe(1);
  });

  test('takes no opening of another entry, of another field, or one that was changed', async () => {
    const mismatch = expect.objectContaining({ code: 'OPENING_MISMATCH' });
    const [own] = await readOpenings(folder(), 0);
    const [other] = await readOpenings(folder(), 1);
    const digests = await digestsOf(0);
    await expect(openOpening(other!, identity, digests)).rejects.toThrow(mismatch);
    await expect(openOpening({ ...own!, field: 'approver' }, identity, digests)).rejects.toThrow(mismatch);
    await expect(openOpening({ ...own!, digest: other!.digest }, identity, digests)).rejects.toThrow(
      mismatch,
    );
    await expect(openOpening({ ...own!, sealed: 'A' }, identity, digests)).rejects.toThrow(mismatch);
  });

  test.each(['x', '{}\n', '{"digest":"a","field":"b"}\n', '\n\n'])(
    'says when its openings are not whole: %j',
    async (text) => {
      await writeFile(join(folder(), 'disclosures', '9.jsonl'), text);
      await expect(readOpenings(folder(), 9)).rejects.toThrow(expect.objectContaining({ code: 'OPENINGS' }));
    },
  );

  test('loses one opening and keeps the other, and the tree is as it was', async () => {
    const before = await verifyLog(folder());
    expect(await eraseOpening(folder(), 2, 'approver')).toBe(true);
    expect((await readOpenings(folder(), 2)).map(({ field }) => field)).toEqual(['operator']);
    expect(await eraseOpening(folder(), 2, 'approver')).toBe(false);
    expect(await eraseOpening(folder(), 2, 'operator')).toBe(true);
    expect(await readOpenings(folder(), 2)).toEqual([]);
    expect(await verifyLog(folder())).toEqual(before);
    expect(await digestsOf(2)).toHaveLength(2);
  });
});

test('an entry cannot name anybody where there is no key to seal the opening to', async () => {
  const log = await openLog(await scratch());
  await expect(log.append([{ ...draft(), personal: { approver: 'Dr Canary' } }])).rejects.toThrow(
    expect.objectContaining({ code: 'OPENINGS_RECIPIENT', message: expect.not.stringContaining('Canary') }),
  );
  expect(log.size).toBe(0);
});
