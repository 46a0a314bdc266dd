import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { reference } from '../../src/agreement/index.ts';
import { DESCRIPTOR, digestOfFile, readPackage, writePackage } from '../../src/files/index.ts';
import { arrivedTokens, checkedShares } from '../../src/linkage/shares.ts';
import { levelsUsed, loadScheme, type TokenManifest } from '../../src/pseudonymise/index.ts';
import { STANDARD_FORM_DIGEST, STANDARD_FORM_VERSION } from '../../src/standardise/index.ts';
import { agreementFrom, EXAMPLE_TEXT } from '../agreement/helpers.ts';
import { errorOf, scratch } from '../files/helpers.ts';

const AGREEMENT = agreementFrom(EXAMPLE_TEXT);

/** A token and a record reference that no message may repeat. */
const TOKEN = '0123456789abcdef';
const REFERENCE = '00112233445566778899aabbccddeeff';

let work: string;
const folder = (name: string): string => join(work, 'tokens', name);

beforeEach(async () => {
  work = scratch();
  await tokens('police');
  await tokens('health');
});

/** A sound package of tokens with one local person. */
async function tokens(
  agency: string,
  others: readonly string[] = [],
  more: readonly string[] = [],
): Promise<void> {
  const path = folder(agency);
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  const scheme = loadScheme('standard-1', others);
  const names = scheme.matchKeys.map(({ name }) => name);
  const header = ['reference', ...names, 'presence', ...more];
  const file = join(path, 'tokens.csv');
  await writeFile(
    file,
    `${header.join(',')}\n${[REFERENCE, ...names.map(() => TOKEN), '3', ...more].join(',')}\n`,
  );
  const manifest: TokenManifest = {
    kind: 'tokens',
    agency,
    agreement: reference(AGREEMENT),
    scheme: { id: scheme.id, version: scheme.version, digest: scheme.digest },
    standardForm: { version: STANDARD_FORM_VERSION, digest: STANDARD_FORM_DIGEST },
    keyCheck: '00112233aabbccdd',
    people: 1,
    others,
    sampled: 1,
    chance: scheme.identifiers.map((identifier) => ({
      identifier,
      present: 1,
      levels: levelsUsed(scheme, identifier).map(({ name }) => ({
        level: name,
        distinct: 1,
        u: 0.01,
        strictest: 0.01,
      })),
    })),
    household: { identifiers: ['surname', 'postcode'], excess: 0.001 },
  };
  const fields = header.map((name) => ({ name, type: 'string' as const }));
  await writePackage(path, {
    name: `${agency}-tokens`,
    title: 'tokens',
    resources: [{ name: 'tokens', file: 'tokens.csv', ...(await digestOfFile(file)), fields }],
    throughline: { ...manifest } as never,
  });
}

interface Editable {
  throughline: Record<string, unknown>;
  resources: Record<string, unknown>[];
}

/** Changes what an agency's descriptor says. */
async function edit(agency: string, change: (descriptor: Editable) => void): Promise<void> {
  const file = join(folder(agency), DESCRIPTOR);
  const descriptor = JSON.parse(await readFile(file, 'utf8')) as Editable;
  change(descriptor);
  await writeFile(file, `${JSON.stringify(descriptor, null, 2)}\n`);
}

/** Sets one part of what an agency's tokens say of themselves, by its path. */
const set = (agency: string, path: string, value: unknown): Promise<void> =>
  edit(agency, ({ throughline }) => {
    const steps = path.split('.');
    const last = steps.pop()!;
    let at = throughline;
    for (const step of steps) at = at[step] as Record<string, unknown>;
    if (!(last in at)) throw new Error(`there is no ${path} to change`);
    at[last] = value;
  });

const check = (...agencies: readonly string[]) =>
  checkedShares((agencies.length === 0 ? ['police', 'health'] : agencies).map(folder), AGREEMENT);

describe('shares that belong together', () => {
  it('come in order of agency, with what the engine needs of each', async () => {
    const { shares, scheme } = await check();
    expect(shares.map(({ agency }) => agency)).toEqual(['health', 'police']);
    expect(scheme.id).toBe('standard-1');
    for (const share of shares) {
      expect(share.matchKeys).toEqual(scheme.matchKeys.map(({ name }) => name));
      expect(share.file).toBe(join(folder(share.agency), 'tokens.csv'));
      expect(share.manifest.sampled).toBe(1);
      expect(share.package.digest).toBe((await readPackage(folder(share.agency))).digest);
    }
  });

  it('may have further identifiers that the others lack: the scheme has them all', async () => {
    await tokens('police', ['ward']);
    const { scheme, shares } = await check();
    const [without, all] = [loadScheme('standard-1'), loadScheme('standard-1', ['ward'])];
    expect(scheme.digest).toBe(all.digest);
    expect(shares.map(({ identifiers }) => identifiers)).toEqual([without.identifiers, all.identifiers]);
    expect(shares[0]!.matchKeys.length).toBeLessThan(shares[1]!.matchKeys.length);
  });

  it('one alone is enough', async () => {
    expect((await check('health')).shares).toHaveLength(1);
  });

  it('are found where open files them', async () => {
    await mkdir(folder('.police.partial-1-1'));
    expect(await arrivedTokens(work)).toEqual([folder('health'), folder('police')]);
    expect(await arrivedTokens(join(work, 'nowhere'))).toEqual([]);
  });
});

describe('shares that do not are refused, by name and without a value', () => {
  /** Refused as unusable; the message names the packages and holds nothing of what is in them. */
  async function refusal(...agencies: readonly string[]) {
    const error = await errorOf(() => check(...agencies));
    expect(error.exitCode).toBe(2);
    expect(error.hint).not.toBe('');
    expect(`${error.message} ${error.hint}`).not.toMatch(
      new RegExp(`${TOKEN}|${REFERENCE}|00112233aabbccdd`),
    );
    return error;
  }

  it('no share at all', async () => {
    const error = await errorOf(() => checkedShares([], AGREEMENT));
    expect(error).toMatchObject({ code: 'NO_TOKENS', exitCode: 2 });
  });

  it('another project key', async () => {
    await set('police', 'keyCheck', 'ffffffffffffffff');
    const error = await refusal();
    expect(error.code).toBe('KEYS_DIFFER');
    expect(error.message).toMatch(/health and police/);
    expect(error.message).not.toContain('ffff');
  });

  it.each([
    ['version', 2],
    ['digest', 'f'.repeat(64)],
  ])('another match-key scheme, by %s', async (part, value) => {
    await set('police', `scheme.${part}`, value);
    const error = await refusal();
    expect(error.code).toBe('SCHEMES_DIFFER');
    expect(error.message).toContain('police');
  });

  it.each([
    ['version', 2],
    ['digest', 'f'.repeat(64)],
  ])('one scheme everywhere that this version of the tool does not have, by %s', async (part, value) => {
    for (const agency of ['police', 'health']) await set(agency, `scheme.${part}`, value);
    expect((await refusal()).code).toBe('SCHEMES_DIFFER');
  });

  it('a scheme that nobody knows', async () => {
    for (const agency of ['police', 'health']) await set(agency, 'scheme.id', 'standard-99');
    expect((await refusal()).code).toBe('SCHEME_UNKNOWN');
  });

  it.each([
    ['version', 2],
    ['digest', 'f'.repeat(64)],
  ])('another standard form, at one agency or at all, by %s', async (part, value) => {
    await set('police', `standardForm.${part}`, value);
    const error = await refusal();
    expect(error.code).toBe('STANDARD_FORMS_DIFFER');
    expect(error.message).toMatch(/health and police/);
    await set('health', `standardForm.${part}`, value);
    expect((await refusal()).code).toBe('STANDARD_FORMS_DIFFER');
  });

  it.each([
    ['id', 'ISA-2025-009'],
    ['digest', 'f'.repeat(64)],
  ])('another agreement, by %s', async (part, value) => {
    await set('police', `agreement.${part}`, value);
    const error = await refusal();
    expect(error.code).toBe('OTHER_AGREEMENT');
    expect(error.message).toMatch(/^police: /);
  });

  it('an agency twice', async () => {
    await cp(folder('police'), folder('police-again'), { recursive: true });
    const error = await refusal('police', 'health', 'police-again');
    expect(error.code).toBe('SHARE_TWICE');
    expect(error.message).toContain('police');
  });

  it.each(['analyst', 'linkage-unit', 'nobody'])(
    'tokens of %s, who is no agency of the agreement',
    async (who) => {
      await set('police', 'agency', who);
      const error = await refusal();
      expect(error.code).toBe('PARTY_NOT_AN_AGENCY');
      expect(error.message).toMatch(/^police: /);
    },
  );

  it('a package of something else', async () => {
    await set('police', 'kind', 'events');
    const error = await refusal();
    expect(error.code).toBe('NOT_TOKENS');
    expect(error.message).toMatch(/^police: /);
  });

  it.each<[string, unknown]>([
    ['chance', []],
    ['chance.0.identifier', 'forename'],
    ['chance.0.levels', []],
    ['household.identifiers', ['shoe-size']],
  ])('a manifest whose %s, being %j, is not of its scheme', async (path, value) => {
    await set('police', path, value);
    const error = await refusal();
    expect([error.code, error.exitCode]).toEqual(['TOKENS_STATISTICS', 2]);
  });

  it.each(['agency', 'agreement', 'scheme', 'standardForm', 'keyCheck', 'others', 'sampled', 'chance'])(
    'a manifest without its %s',
    async (part) => {
      await edit('police', ({ throughline }) => {
        expect(throughline).toHaveProperty(part);
        delete throughline[part];
      });
      expect((await refusal()).code).toBe('NOT_TOKENS');
    },
  );

  it.each([
    ['chance', {}],
    ['chance', [null]],
    ['chance', ['surname']],
    ['chance.0.present', 1.01],
    ['chance.0.present', '1'],
    ['chance.0.identifier', null],
    ['chance.0.levels', 'exact'],
    ['chance.0.levels', [null]],
    ['chance.0.levels.0.u', -0.1],
    ['chance.0.levels.0.u', 2],
    ['chance.0.levels.0.strictest', null],
    ['household', null],
    ['household.excess', 2],
    ['household.identifiers', 'surname'],
    ['people', -5],
    ['people', 1.5],
    ['sampled', -1],
    ['sampled', '1'],
    ['others', [7]],
    ['others', ['ward+nhs-number.exact']],
    ['agency', 7],
    ['agreement', null],
    ['scheme', 'standard-1'],
    ['standardForm', null],
    ['keyCheck', null],
  ])('a manifest whose %s was edited into %j', async (path, value) => {
    await set('police', path, value);
    expect((await refusal()).code).toBe('NOT_TOKENS');
  });

  it('a manifest that is no manifest', async () => {
    await writeFile(join(folder('police'), DESCRIPTOR), '{"throughline":{"kind":"tokens"}}');
    expect((await refusal()).code).toBe('PACKAGE_INVALID');
    await rm(join(folder('police'), DESCRIPTOR));
    expect((await refusal()).code).toBe('PACKAGE_NOT_FOUND');
  });

  it('a manifest that names a file outside its folder', async () => {
    await edit('police', ({ resources }) => {
      resources[0]!.path = '../health/tokens.csv';
    });
    expect((await refusal()).code).toBe('PACKAGE_PATH');
  });

  it('a file that was altered, by one digit or one line', async () => {
    const file = join(folder('police'), 'tokens.csv');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(TOKEN, TOKEN.replace('0', '1')));
    expect((await refusal()).code).toBe('PACKAGE_ALTERED');
    await writeFile(file, text);
    await appendFile(file, `${REFERENCE}\n`);
    expect((await refusal()).code).toBe('PACKAGE_ALTERED');
    await rm(file);
    expect((await refusal()).code).toBe('PACKAGE_ALTERED');
  });

  it('a manifest whose digest was edited to fit another file', async () => {
    await edit('police', ({ resources }) => {
      resources[0]!.hash = `sha256:${'0'.repeat(64)}`;
    });
    expect((await refusal()).code).toBe('PACKAGE_ALTERED');
  });
});

describe('the columns of tokens', () => {
  it('are match-keys of the scheme and nothing else, also where the descriptor names more', async () => {
    await tokens('police', [], ['notes']);
    const error = await errorOf(() => checkedShares([folder('police'), folder('health')], AGREEMENT));
    const { matchKeys } = loadScheme('standard-1');
    expect(error).toMatchObject({
      code: 'TOKENS_COLUMN',
      exitCode: 2,
      place: { row: 1, column: matchKeys.length + 3 },
    });
    expect(error.message).not.toContain('notes');
  });
});
