/** A command that is used wrongly says so without what was typed, which could be somebody's name. */
import { afterAll, describe, expect, test } from 'vitest';
import { byTwos, scratch, throughline } from '../journeys/cli.ts';

const { temp, remove } = scratch();
afterAll(remove);

const TYPED: readonly (readonly string[])[] = [
  ['Quillfeather'],
  ['key', 'Quillfeather'],
  ['object', '0f', 'Quillfeather', '--reason', 'case 12'],
  ['key', 'split', '--shares', 'Quillfeather', '--threshold', '2'],
  ['overlap', '--role', 'Quillfeather'],
  ['object', '--restore', '--people', 'Quillfeather', '--reason', 'case 12'],
  ['object', '--Quillfeather=3'],
  ['log', 'opening', 'Quillfeather'],
  ['log', 'erase', '3', 'Quillfeather', '--authority', 'DPO-12'],
];

describe('what was typed', () => {
  test('is in no message, with or without JSON', async () => {
    const runs = await byTwos(
      TYPED.flatMap((args) => [args, [...args, '--json']]),
      async (args) => ({ args, ...(await throughline(args, { temp })) }),
    );
    for (const { args, code, stdout, stderr } of runs) {
      expect({ args, code }).toEqual({ args, code: 2 });
      expect(stdout + stderr).not.toMatch(/quillfeather/i);
      expect(stdout + stderr).toMatch(/hint/);
      const isJson = args.includes('--json');
      expect(stdout.includes('"code": "USAGE"')).toBe(isJson);
    }
  });
});
