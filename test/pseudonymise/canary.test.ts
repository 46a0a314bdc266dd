import { appendFileSync, cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pseudonymised, pseudonymise } from '../../src/pseudonymise/index.ts';
import type { World } from '../custody/world.ts';
import { fileOf, POLICE_HEADER, policeRow, worldWithKey } from './agency.ts';
import { CANARIES, canariesBelow, canariesIn, FORMS } from './canary.ts';
import { csvOf, scratch } from './helpers.ts';

const HEADER = [...POLICE_HEADER, 'PHONE', 'EMAIL', 'ADDRESS', 'NHS', 'HOUSE_ID', 'no column at all'];

let world: World;
beforeAll(async () => {
  world = await worldWithKey();
  await world.amend(
    'NOTES: { treat: drop }',
    `NOTES: { treat: drop }
    PHONE: { identifier: phone }
    EMAIL: { identifier: email }
    ADDRESS: { identifier: address-line }
    NHS: { identifier: nhs-number, test-range: true }
    HOUSE_ID: { event: household, treat: reference }`,
  );
});
afterAll(() => world.remove());

/** A row of canaries, in one of the spellings of each, with some cells replaced. */
function canaryRow(spelling: number, said: Readonly<Record<string, string>> = {}): string[] {
  const ordinary = policeRow();
  return HEADER.map((name, index) => {
    const texts = CANARIES[name];
    return said[name] ?? texts?.[name === 'DOB' ? 0 : spelling % texts.length] ?? ordinary[index] ?? '';
  });
}

// Rows that cannot be read protect whom they name, so they name somebody else.
const UNREAD = { PERSON_URN: 'CANARY/88-27184' };
const broken = canaryRow(0, UNREAD).join(',').replace('Zzyxwhistle', 'Zzyx"whistle');
const CSV = [
  csvOf(
    [
      ...[0, 1, 2, 3].map((spelling) => canaryRow(spelling)),
      canaryRow(0, { PROT: 'Y', PERSON_URN: 'CANARY/88-27182' }),
      canaryRow(0, { INCIDENT_DATE: '27/08/1943' }),
      canaryRow(1, { INCIDENT_DATE: 'Zzyxwhistle' }),
      canaryRow(1, { ROLE: 'Xanthippabel', MARAC: 'Zzyxwhistle' }),
      canaryRow(2, { MARAC: 'Zzyxwhistle', PROT: 'Xanthippabel', PERSON_URN: 'CANARY/88-27183' }),
      canaryRow(2, { DOB: '1943-08-27', PC: 'Zzyxwhistle', PHONE: 'Xanthippabel', EMAIL: '07700900618' }),
      canaryRow(3, { PERSON_URN: '', NHS: '9991234561' }),
    ],
    HEADER,
  ),
  `${broken}\n`,
  `${canaryRow(0, UNREAD).slice(0, 5).join(',')}\n`,
].join('');

/** Runs an extract in the workspace of the police, looking at its files on the way. */
async function runOn(
  content: string | Uint8Array,
  lookAt?: (folder: string) => void,
): Promise<Pseudonymised> {
  const extract = await fileOf(content);
  return pseudonymise(await world.open('police'), {
    extract,
    replace: true,
    threads: 1,
    onProgress: (stage, done) => {
      // While rows are read, and again when all is set down and little is gathered.
      if (stage === 'reading' || done === 1) lookAt?.(join(world.of('police'), 'work'));
    },
  });
}

describe('identifiers planted in an extract', () => {
  test('are in the extract, and would make tokens and events', async () => {
    expect(canariesIn(CSV)).toEqual(
      expect.arrayContaining(Object.keys(CANARIES).map((name) => `${name}, as it is`)),
    );
    const { people, events, rejected, tokenRows } = await runOn(CSV);
    expect([people > 0, tokenRows > people, events > 0]).toEqual([true, true, true]);
    expect(rejected).toHaveLength(4);
  });

  test('are nowhere in the workspace: packages, log, keys, lists, or what is set down on the way', async () => {
    const onTheWay = new Set<string>();
    const seen = new Set<string>();
    const result = await runOn(CSV, (folder) => {
      for (const found of canariesBelow(folder)) onTheWay.add(found);
      for (const name of readdirSync(folder, { recursive: true })) seen.add(String(name));
    });
    expect([...onTheWay]).toEqual([]);
    expect([...seen].some((name) => /spill.tokens-0$/.test(name))).toBe(true);
    expect([...seen].some((name) => /spill.events-0$/.test(name))).toBe(true);
    expect(canariesBelow(world.of('police'))).toEqual([]);
    expect(canariesIn(JSON.stringify(result))).toEqual([]);
    expect(JSON.stringify(await world.entries('police'))).toContain('pseudonymise');
  });

  const rows = csvOf([canaryRow(0)], HEADER);
  const many = rows + `${canaryRow(0).join(',')}\n`.repeat(20);
  test.each([
    ['no header line', rows.split('\n').slice(1).join('\n'), 'CSV_BLANK_HEADER'],
    [
      'a person for a header',
      csvOf(
        [canaryRow(1)],
        canaryRow(0).map((cell, index) => cell || `x${index}`),
      ),
      'COLUMN_MISSING',
    ],
    ['a header twice', csvOf([], [...HEADER, 'Zzyxwhistle', 'Zzyxwhistle']), 'CSV_DUPLICATE_HEADERS'],
    ['a missing column', rows.replace('SURNAME', 'Zzyxwhistle'), 'COLUMN_MISSING'],
    ['an open quote', `${rows}"${canaryRow(0).join(',').repeat(8000)}`, 'CSV_RECORD_TOO_LONG'],
    ['a NUL', `${many}Zzyxwhistle\0`, 'CSV_NUL_BYTE'],
    ['a title', `Zzyxwhistle Xanthippabel\n${rows}`, 'CSV_TITLE_ROW'],
    [
      'bytes that are no text',
      Buffer.concat([Buffer.from(rows.repeat(2) + 'é'.repeat(99)), Buffer.of(0xff)]),
      'CSV_ENCODING',
    ],
    ['a web page', `<html>${rows}`, 'CSV_MARKUP'],
  ])('are in no error: %s', async (_, content, code) => {
    const error: unknown = await runOn(content).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    const { message, stack, hint, place } = error as Error & { hint: string; place: object };
    const told = [message, stack, hint, JSON.stringify(place), JSON.stringify(error), String(error)].join(
      '\n',
    );
    expect(canariesIn(told)).toEqual([]);
    expect((error as Error).cause).toBeUndefined();
    expect(canariesBelow(world.of('police'))).toEqual([]);
  });
});

describe('the search itself', () => {
  test.each(Object.keys(FORMS))('finds every canary %s, in a copy where each was leaked', async (form) => {
    await runOn(CSV);
    const copy = join(await scratch(), 'copy');
    cpSync(world.of('police'), copy, { recursive: true });
    const files = [
      'work/police/tokens/tokens.csv',
      'work/police/rejected.csv',
      'log/checkpoint',
      'party/head.json',
    ];
    const expected = Object.entries(CANARIES).map(([column, texts], index) => {
      const leak = `..${FORMS[form]!(texts[0]!)[0]!}..`;
      const file = files[index % files.length]!;
      appendFileSync(join(copy, file), leak, form === 'in UTF-16' ? 'latin1' : 'utf8');
      return `${file}: ${column}, ${form}`;
    });
    expect(canariesBelow(copy)).toEqual(expect.arrayContaining(expected));
    expect(canariesBelow(world.of('police'))).toEqual([]);
  });

  test('finds a canary in the name of a file, and one in the middle of base64', async () => {
    const folder = await scratch();
    writeFileSync(join(folder, 'zzyxwhistle.csv'), '');
    expect(canariesBelow(folder)).toContain('zzyxwhistle.csv: SURNAME, as it is');
    for (const before of ['', 'a', 'ab', 'abc']) {
      for (const alphabet of ['base64', 'base64url'] as const) {
        const text = Buffer.from(`${before}CANARY/77-31415 and more`).toString(alphabet);
        expect(canariesIn(text)).toContain('PERSON_URN, in base64');
      }
    }
  });
});
