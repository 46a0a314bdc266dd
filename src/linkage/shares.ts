/** The tokens packages that a linkage runs over, checked to belong together before a row of them is read. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Agreement } from '../agreement/index.ts';
import { systemCode, unusable } from '../errors.ts';
import { type DataPackage, openTable, readPackage, verifyPackage } from '../files/index.ts';
import {
  type IdentifierChance,
  type LevelChance,
  levelsUsed,
  loadScheme,
  type Scheme,
  type TokenManifest,
} from '../pseudonymise/index.ts';
import { STANDARD_FORM_DIGEST, STANDARD_FORM_VERSION } from '../standardise/index.ts';
import type { TokenShare } from './assign.ts';
import type { TokenSource } from './engines/engine.ts';

export interface CheckedShares {
  readonly shares: readonly (TokenShare & {
    readonly manifest: TokenManifest;
    readonly package: DataPackage;
  })[];
  readonly scheme: Scheme;
}

/** Folders of tokens packages that arrived, in order of agency. */
export async function arrivedTokens(work: string): Promise<string[]> {
  const folder = join(work, 'tokens');
  const found = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  return found
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Reads and verifies packages of tokens.
 *
 * @throws unusable `NO_TOKENS`, `NOT_TOKENS`, `SHARE_TWICE`, `KEYS_DIFFER`, `SCHEMES_DIFFER`, `STANDARD_FORMS_DIFFER`,
 * `OTHER_AGREEMENT`, `PARTY_NOT_AN_AGENCY`, `TOKENS_STATISTICS`, `TOKENS_COLUMN`, and what reading a package throws
 */
export async function checkedShares(
  folders: readonly string[],
  agreement: Agreement,
): Promise<CheckedShares> {
  if (folders.length === 0) {
    throw unusable('NO_TOKENS', 'no tokens have arrived in this workspace', {
      hint: 'open the sealed shares first: throughline open inbox/FILE',
    });
  }
  const packages = [];
  for (const folder of folders) {
    const pkg = await readPackage(folder);
    packages.push({ pkg, manifest: manifestOf(pkg, agreement) });
  }
  packages.sort((a, b) => (a.manifest.agency < b.manifest.agency ? -1 : 1));
  requireOne(
    packages,
    'agency',
    'SHARE_TWICE',
    'ask the agency which of its shares stands, and name only that one',
  );
  requireSame(
    packages,
    ({ keyCheck }) => keyCheck,
    'KEYS_DIFFER',
    'the shares were made under different project keys',
    'ask the agencies to compare "throughline key status" and to make the tokens again',
  );
  requireSame(
    packages,
    ({ scheme }) => `${scheme.id}@${scheme.version}`,
    'SCHEMES_DIFFER',
    'the shares use different match-key schemes',
    'ask the agencies to make the tokens again with one version of throughline',
  );
  requireSchemeHere(packages);
  requireSame(
    packages,
    ({ standardForm }) => `${standardForm.version} ${standardForm.digest}`,
    'STANDARD_FORMS_DIFFER',
    'the shares were standardised by different rules',
    'ask the agencies to make the tokens again with one version of throughline',
  );
  const first = packages[0]!.manifest;
  if (
    first.standardForm.version !== STANDARD_FORM_VERSION ||
    first.standardForm.digest !== STANDARD_FORM_DIGEST
  ) {
    throw differ(
      'STANDARD_FORMS_DIFFER',
      'the shares were standardised by other rules than this version of throughline has',
      'use one version of throughline throughout',
    );
  }
  const scheme = loadScheme(
    first.scheme.id,
    packages.flatMap(({ manifest }) => manifest.others),
  );
  const shares = [];
  for (const { pkg, manifest } of packages) {
    await verifyPackage(pkg);
    requireStatistics(pkg, manifest);
    const one = share(pkg, manifest);
    await requireColumns(pkg, one, scheme);
    shares.push(one);
  }
  return { shares, scheme };
}

function share(pkg: DataPackage, manifest: TokenManifest): CheckedShares['shares'][number] {
  const [resource] = pkg.resources;
  if (resource === undefined) throw notTokens(pkg);
  return {
    agency: manifest.agency,
    file: join(pkg.path, resource.file),
    identifiers: loadScheme(manifest.scheme.id, manifest.others).identifiers,
    matchKeys: resource.fields
      .map(({ name }) => name)
      .filter((name) => name !== 'reference' && name !== 'presence'),
    manifest,
    package: pkg,
  };
}

/** Beside reference and presence, a file of tokens has match-keys of its scheme and nothing else. */
async function requireColumns(
  pkg: DataPackage,
  { file, matchKeys }: TokenSource,
  scheme: Scheme,
): Promise<void> {
  const { header } = await openTable(file);
  const known = scheme.matchKeys.map(({ name }) => name);
  const expected = ['reference', ...matchKeys.filter((name) => known.includes(name)), 'presence'];
  const odd = header.findIndex((name, column) => name !== expected[column]);
  if (odd < 0 && header.length === expected.length) return;
  throw unusable('TOKENS_COLUMN', 'its columns are not the match-keys of its scheme', {
    place: {
      file: join(basename(pkg.path), basename(file)),
      row: 1,
      column: (odd < 0 ? header.length : odd) + 1,
    },
    hint: 'do not use this share: ask the agency what it put there, and to make its tokens again',
  });
}

/** The model is estimated from these, so they have to be of every identifier and level of the scheme, and of no other. */
function requireStatistics(pkg: DataPackage, { scheme, others, chance, household }: TokenManifest): void {
  const known = loadScheme(scheme.id, others);
  const inWords = (identifier: string, levels: readonly string[]): string =>
    `${identifier}: ${levels.join(' ')}`;
  const expected = known.identifiers.map((identifier) =>
    inWords(
      identifier,
      levelsUsed(known, identifier).map(({ name }) => name),
    ),
  );
  const found = chance.map(({ identifier, levels }) =>
    inWords(
      identifier,
      levels.map(({ level }) => level),
    ),
  );
  const isOfScheme = household.identifiers.every((identifier) => known.identifiers.includes(identifier));
  if (isOfScheme && expected.join('\n') === found.join('\n')) return;
  throw unusable('TOKENS_STATISTICS', 'its statistics are not of the identifiers of its match-key scheme', {
    place: { file: basename(pkg.path) },
    hint: 'do not use this share: ask the agency to make its tokens again',
  });
}

function manifestOf(pkg: DataPackage, agreement: Agreement): TokenManifest {
  const manifest = pkg.throughline as unknown as TokenManifest;
  if (manifest.kind !== 'tokens' || !isComplete(manifest)) throw notTokens(pkg);
  if (manifest.agreement.id !== agreement.about.id || manifest.agreement.digest !== agreement.digest) {
    throw unusable(
      'OTHER_AGREEMENT',
      'the tokens were made under another agreement or another version of it',
      {
        place: { file: basename(pkg.path) },
        hint: 'ask the agency to make its tokens again under the agreement that is in force',
      },
    );
  }
  if (!agreement.parties.some(({ id, part }) => id === manifest.agency && part === 'agency')) {
    throw unusable('PARTY_NOT_AN_AGENCY', 'the tokens name an agency that the agreement does not', {
      place: { file: basename(pkg.path) },
      hint: 'check where this share came from',
    });
  }
  return manifest;
}

/** A descriptor is checked for its form elsewhere; these are the parts that only tokens have. */
function isComplete({
  agency,
  agreement,
  scheme,
  standardForm,
  keyCheck,
  people,
  others,
  sampled,
  chance,
  household,
}: Partial<TokenManifest>): boolean {
  return (
    typeof agency === 'string' &&
    typeof agreement?.id === 'string' &&
    typeof scheme?.id === 'string' &&
    typeof standardForm?.version === 'number' &&
    typeof keyCheck === 'string' &&
    isWhole(people) &&
    isWhole(sampled) &&
    isListOf(others, (name) => typeof name === 'string' && OTHER_NAME.test(name)) &&
    isListOf(chance, isIdentifierChance) &&
    isListOf(household?.identifiers, (name) => typeof name === 'string') &&
    isChance(household?.excess)
  );
}

/** The name of an `other` identifier, as the agreement writes it. */
const OTHER_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isListOf = (value: unknown, isOne: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);

function isIdentifierChance(entry: unknown): boolean {
  const { identifier, present, levels } = (entry ?? {}) as Partial<IdentifierChance>;
  return typeof identifier === 'string' && isChance(present) && isListOf(levels, isLevelChance);
}

function isLevelChance(entry: unknown): boolean {
  const { level, u, strictest } = (entry ?? {}) as Partial<LevelChance>;
  return typeof level === 'string' && isChance(u) && isChance(strictest);
}

const isChance = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

const notTokens = (pkg: DataPackage) =>
  unusable('NOT_TOKENS', 'this is not a package of tokens', {
    place: { file: basename(pkg.path) },
    hint: 'name packages under work/tokens',
  });

interface Described {
  readonly manifest: TokenManifest;
}

function requireOne(packages: readonly Described[], what: string, code: string, hint: string): void {
  const twice = packages.find(
    ({ manifest }, index) => packages[index + 1]?.manifest.agency === manifest.agency,
  );
  if (twice) throw differ(code, `the ${what} ${twice.manifest.agency} is there twice`, hint);
}

function requireSame(
  packages: readonly Described[],
  mark: (manifest: TokenManifest) => string,
  code: string,
  reason: string,
  hint: string,
): void {
  const marks = packages.map(({ manifest }) => mark(manifest));
  const odd = packages.filter((_, index) => marks[index] !== marks[0]).map(({ manifest }) => manifest.agency);
  if (odd.length > 0)
    throw differ(code, `${reason}: ${packages[0]!.manifest.agency} and ${odd.join(', ')}`, hint);
}

/** An agency's scheme has to be, to the last match-key, the one that this version of the tool would load for it. */
function requireSchemeHere(packages: readonly Described[]): void {
  const odd = packages.find(({ manifest: { scheme, others } }) => {
    const { version, digest } = loadScheme(scheme.id, others);
    return version !== scheme.version || digest !== scheme.digest;
  });
  if (odd === undefined) return;
  throw differ(
    'SCHEMES_DIFFER',
    `the share of ${odd.manifest.agency} uses other match-keys than this version of throughline has`,
    'use one version of throughline throughout',
  );
}

const differ = (code: string, reason: string, hint: string) => unusable(code, reason, { hint });
