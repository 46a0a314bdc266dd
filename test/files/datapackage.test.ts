import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DESCRIPTOR,
  type JsonObject,
  openForWriting,
  type PackageContent,
  readPackage,
  stageDirectory,
  verifyPackage,
  writePackage,
} from '../../src/files/index.ts';
import { errorOf, failingDisk, scratch, treeOf } from './helpers.ts';

const CSV = 'reference,date\n00ff00ff00ff00ff00ff00ff00ff00ff,2024-01-02\n';
const digest = (data: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(data).digest('hex')}`;

const content = (throughline: JsonObject = { kind: 'events', agency: 'police' }): PackageContent => ({
  name: 'events',
  title: 'Events held by Northmere Police',
  resources: [
    {
      name: 'events',
      file: 'events.csv',
      hash: digest(CSV),
      bytes: CSV.length,
      fields: [
        { name: 'reference', type: 'string', constraints: { required: true, pattern: '^[0-9a-f]{32}$' } },
        { name: 'date', type: 'date' },
      ],
    },
  ],
  throughline,
});

/** A folder with a sound package in it. */
async function packageFolder(): Promise<string> {
  const folder = join(scratch(), 'events');
  const stage = await stageDirectory(folder);
  const writer = await openForWriting(join(stage.path, 'events.csv'));
  await writer.write(CSV);
  const { resources, ...rest } = content();
  const written = await writer.end();
  await writePackage(stage.path, { ...rest, resources: [{ ...resources[0]!, ...written }] });
  await stage.commit();
  return folder;
}

/** Changes the descriptor as text. */
function edit(folder: string, change: (text: string) => string): void {
  const path = join(folder, DESCRIPTOR);
  const text = readFileSync(path, 'utf8');
  const edited = change(text);
  expect(edited).not.toBe(text);
  writeFileSync(path, edited);
}

describe('writePackage', () => {
  it('writes a Data Package v2 descriptor, to the byte', async () => {
    const folder = scratch();
    const given = { ...content({ b: [{ d: 1, c: null }], a: 'x' }), description: 'Invented.' };
    const written = await writePackage(folder, given);
    const text = readFileSync(join(folder, DESCRIPTOR), 'utf8');
    expect(text).toBe(`{
  "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
  "name": "events",
  "title": "Events held by Northmere Police",
  "description": "Invented.",
  "resources": [
    {
      "name": "events",
      "type": "table",
      "path": "events.csv",
      "format": "csv",
      "mediatype": "text/csv",
      "encoding": "utf-8",
      "dialect": {
        "lineTerminator": "\\n"
      },
      "bytes": 59,
      "hash": "${digest(CSV)}",
      "schema": {
        "fields": [
          {
            "name": "reference",
            "type": "string",
            "constraints": {
              "pattern": "^[0-9a-f]{32}$",
              "required": true
            }
          },
          {
            "name": "date",
            "type": "date"
          }
        ]
      }
    }
  ],
  "throughline": {
    "a": "x",
    "b": [
      {
        "c": null,
        "d": 1
      }
    ]
  }
}
`);
    expect(written).toEqual({ ...given, path: folder, digest: digest(text) });
  });

  it('gives equal bytes for equal content and comes back as written', async () => {
    const json = fc
      .jsonValue({ maxDepth: 3 })
      .map((value): JsonObject => ({ value: JSON.parse(JSON.stringify(value)) }));
    await fc.assert(
      fc.asyncProperty(json, async (throughline) => {
        const [one, two] = [scratch(), scratch()];
        const written = await writePackage(one, content(throughline));
        await writePackage(two, content(reversed(throughline)));
        expect(treeOf(one)).toEqual(treeOf(two));
        writeFileSync(join(one, 'events.csv'), CSV);
        expect(await readPackage(one)).toEqual(written);
        expect(written.throughline).toEqual(throughline);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what it would not read back, writing nothing', async () => {
    const [resource] = content().resources;
    const folder = scratch();
    const wrong: [string, Partial<PackageContent>][] = [
      ['PACKAGE_INVALID', { name: 'Events of Police' }],
      ['PACKAGE_INVALID', { title: '' }],
      ['PACKAGE_INVALID', { resources: [] }],
      ['PACKAGE_INVALID', { resources: [{ ...resource!, hash: 'md5:0' }] }],
      ['PACKAGE_INVALID', { resources: [{ ...resource!, bytes: -1 }] }],
      ['PACKAGE_INVALID', { resources: [{ ...resource!, fields: [] }] }],
      ['PACKAGE_INVALID', { resources: [resource!, { ...resource!, name: 'more' }] }],
      ['PACKAGE_PATH', { resources: [{ ...resource!, file: '../events.csv' }] }],
    ];
    for (const [code, part] of wrong) {
      expect((await errorOf(() => writePackage(folder, { ...content(), ...part }))).code).toBe(code);
    }
    expect(treeOf(folder)).toEqual({});
  });

  it('says so when the disk is full, leaving nothing', async () => {
    const folder = scratch();
    const error = await errorOf(() => writePackage(folder, content(), failingDisk(3, 'ENOSPC').files));
    expect(error).toMatchObject({ code: 'DISK_FULL', place: { file: join(folder, DESCRIPTOR) } });
    expect(treeOf(folder)).toEqual({});
  });
});

/** The same value with the keys of every object the other way round. */
function reversed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).reverse())
      : inner,
  );
}

describe('readPackage', () => {
  it('reads a sound package, with what only its kind knows under throughline', async () => {
    const folder = await packageFolder();
    edit(folder, (text) => text.replace('"agency"', '"anything at all"'));
    const pkg = await readPackage(folder);
    expect(pkg).toMatchObject({ path: folder, name: 'events', throughline: { 'anything at all': 'police' } });
    await verifyPackage(pkg);
  });

  it.each<[string, string, (text: string) => string]>([
    ['no JSON', 'it is not JSON', (text) => text.slice(1)],
    ['a mark', 'it is not JSON', (text) => `\ufeff${text}`],
    ['a list', 'it must be object', () => '[]'],
    [
      'no hash',
      "/resources/0 must have required property 'hash'",
      (text) => text.replace('"hash"', '"hush"'),
    ],
    [
      'an unknown field',
      'it has a field that does not belong there',
      (text) => text.replace('"title"', '"ZEBRA": 1, "title"'),
    ],
    [
      'an unknown field type',
      '/resources/0/schema/fields/1/type must be equal to one of the allowed values',
      (text) => text.replace('"date"\n', '"ZEBRA"\n'),
    ],
    [
      'a short hash',
      '/resources/0/hash must match pattern',
      (text) => text.replace(/sha256:\w+/, 'sha256:ZEBRA'),
    ],
    ['a length in words', '/resources/0/bytes must be integer', (text) => text.replace('59', '"ZEBRA"')],
    [
      'no throughline',
      "it must have required property 'throughline'",
      (text) => text.replace('"throughline"', '"description"'),
    ],
    ['another profile', '/$schema must be equal to constant', (text) => text.replace('2.0', '1.0')],
  ])('refuses %s', async (_, reason, change) => {
    const folder = await packageFolder();
    writeFileSync(join(folder, DESCRIPTOR), change(readFileSync(join(folder, DESCRIPTOR), 'utf8')));
    const error = await errorOf(() => readPackage(folder));
    expect(error).toMatchObject({
      code: 'PACKAGE_INVALID',
      exitCode: 2,
      place: { file: join(folder, DESCRIPTOR) },
    });
    expect(error.message).toContain(`${DESCRIPTOR}: ${reason}`);
    expect(error.message).not.toContain('ZEBRA');
  });

  it('refuses a descriptor that is not UTF-8, is a link, or is far too long', async () => {
    const folder = await packageFolder();
    const path = join(folder, DESCRIPTOR);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, Buffer.from(text.replace('police', 'polic\xe9'), 'latin1'));
    expect((await errorOf(() => readPackage(folder))).message).toContain('it is not UTF-8');
    truncateSync(path, 2 ** 31);
    expect((await errorOf(() => readPackage(folder))).message).toContain('too long to be a descriptor');
    renameSync(path, join(folder, 'away'));
    symlinkSync('away', path);
    expect((await errorOf(() => readPackage(folder))).message).toContain('it is not a plain file');
  });

  it('says that there is no package', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'file'), '');
    for (const path of [folder, join(folder, 'none'), join(folder, 'file')]) {
      expect((await errorOf(() => readPackage(path))).code).toBe('PACKAGE_NOT_FOUND');
    }
  });

  it.each([
    '../events.csv',
    '..',
    '.',
    '/etc/passwd',
    'C:\\\\events.csv',
    'C:events.csv',
    '..\\\\events.csv',
    'below/events.csv',
    'below/../../events.csv',
    './events.csv',
    'https://example.org/events.csv',
    '.hidden',
    'events.csv.',
    'events.csv\\u0000',
    ' events.csv',
    'évents.csv',
    '',
  ])('refuses a file at %j', async (path) => {
    const folder = await packageFolder();
    edit(folder, (text) => text.replace('"path": "events.csv"', `"path": "${path}"`));
    expect(await errorOf(() => readPackage(folder))).toMatchObject({
      code: 'PACKAGE_PATH',
      message: `${join(folder, DESCRIPTOR)}: /resources/0/path is not a plain file name inside the package folder`,
    });
  });

  it('refuses a link or a folder in place of a file, before and after it was read', async () => {
    for (const replace of [
      (path: string) => symlinkSync('/etc/hostname', path),
      (path: string) => mkdirSync(path),
    ]) {
      const folder = await packageFolder();
      const pkg = await readPackage(folder);
      rmSync(join(folder, 'events.csv'));
      replace(join(folder, 'events.csv'));
      for (const read of [() => readPackage(folder), () => verifyPackage(pkg)]) {
        expect(await errorOf(read)).toMatchObject({
          code: 'PACKAGE_PATH',
          place: { file: join(folder, 'events.csv') },
        });
      }
    }
  });
});

describe('verifyPackage', () => {
  it('finds any changed byte', async () => {
    const folder = await packageFolder();
    const pkg = await readPackage(folder);
    const path = join(folder, 'events.csv');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: CSV.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const bytes = Buffer.from(CSV);
          bytes.writeUInt8(bytes.readUInt8(at) ^ flip, at);
          writeFileSync(path, bytes);
          const error = await errorOf(() => verifyPackage(pkg));
          expect(error).toMatchObject({
            code: 'PACKAGE_ALTERED',
            message: `${path}: its content is not what the descriptor says`,
          });
        },
      ),
      { numRuns: 40 },
    );
    writeFileSync(path, CSV);
    await expect(verifyPackage(pkg)).resolves.toBeUndefined();
  });

  it.each<[string, string, (path: string) => void]>([
    ['shortened', 'its length is not what the descriptor says', (path) => truncateSync(path, 20)],
    ['lengthened', 'its length is not what the descriptor says', (path) => appendFileSync(path, '\n')],
    ['emptied', 'its length is not what the descriptor says', (path) => truncateSync(path, 0)],
    ['removed', 'the descriptor names it, and it is not there', (path) => rmSync(path)],
  ])('finds a file that was %s', async (_, reason, change) => {
    const folder = await packageFolder();
    const pkg = await readPackage(folder);
    const path = join(folder, 'events.csv');
    change(path);
    expect(await errorOf(() => verifyPackage(pkg))).toMatchObject({
      code: 'PACKAGE_ALTERED',
      exitCode: 2,
      message: `${path}: ${reason}`,
      hint: expect.stringContaining('throughline open FILE --replace'),
    });
  });

  it('tells another digest for any other descriptor', async () => {
    const folder = await packageFolder();
    const before = (await readPackage(folder)).digest;
    expect(before).toBe(digest(readFileSync(join(folder, DESCRIPTOR))));
    edit(folder, (text) => text.replace('"police"', '"housing"'));
    expect((await readPackage(folder)).digest).not.toBe(before);
  });
});
