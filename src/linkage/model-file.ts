/**
 * The model of an agreement, kept: estimated once and then frozen, so that a later share changes nobody who has
 * nothing to do with it. What it did not know, a new agency or a new pair of agencies, is estimated under it and
 * added. It lies in the linkage unit's `work/` and holds probabilities and counts, no token and no person.
 *
 * Links and the model that they were made under come and go together. A new model is first laid beside the old
 * one, then the links appear, whose descriptor names its digest, and last it takes the old one's place. A
 * model that is found beside the old one is therefore the links' own, and is given its place, or was never
 * put to use, and is removed.
 *
 * How many pairs are one person, and how many of one household, is kept as a rate of all possible pairs: while the
 * area that the agencies serve stays as it is, the chance that a record at one and a record at another are the
 * same of its people does not change with how many of them each knows.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { refused, systemCode, unusable } from '../errors.ts';
import { digestOfFile, PRIVATE_FILE, realFileSystem, writeFileAtomically } from '../files/index.ts';
import type { Scheme } from '../pseudonymise/index.ts';
import type { FrozenModel, Model, ModelInput } from './model.ts';

interface KeptModel {
  /** 1 for the first, one more for each that was estimated anew. */
  readonly version: number;
  /** The scheme whose match-keys the probabilities are of. */
  readonly scheme: string;
  readonly same: readonly (readonly number[])[];
  readonly chance: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly pairs: Readonly<Record<string, KeptPairs>>;
}

/** Of so many possible pairs between two agencies, or within one, how many were of each kind. */
interface KeptPairs {
  readonly possible: number;
  readonly same: number;
  readonly household: number;
}

const modelFile = (work: string): string => join(work, 'linkage', 'model.json');
const preparedFile = (work: string): string => join(work, 'linkage', 'model.next.json');

/** The names of the two agencies of a block; party ids have no space. */
const blockName = (agencies: readonly string[], { left, right }: { left: number; right: number }): string =>
  `${agencies[left]} ${agencies[right]}`;

/**
 * Settles what an earlier run left: a prepared model that the links name becomes the one that is kept.
 *
 * @param ofLinks the digest of the model that the links which stand were made under
 */
export async function settleModel(work: string, ofLinks: string | undefined): Promise<void> {
  const prepared = preparedFile(work);
  if ((await realFileSystem.inspect(prepared)) === undefined) return;
  if ((await digestOfFile(prepared)).hash === ofLinks) await replaceKept(work);
  else await rm(prepared, { force: true });
}

/**
 * Reads the model that is kept in `work`, if there is one for this scheme.
 *
 * @throws unusable `MODEL_DAMAGED` when the file is not a model
 */
export async function readModel(work: string, scheme: Scheme): Promise<KeptModel | undefined> {
  const file = modelFile(work);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const kept = parsed(text);
  if (kept === undefined) {
    throw unusable('MODEL_DAMAGED', 'this file does not hold the linkage model that was kept', {
      place: { file },
      hint: 'restore it from your backup, or estimate a new model with --refit',
    });
  }
  return kept.scheme === scheme.digest ? kept : undefined;
}

/** What a kept model says of these agencies and blocks. */
export function frozenBy(
  kept: KeptModel,
  agencies: readonly string[],
  blocks: ModelInput['blocks'],
): FrozenModel {
  return {
    same: kept.same.map((m) => Float64Array.from(m)),
    chance: agencies.map((agency) => kept.chance[agency]?.map((u) => Float64Array.from(u))),
    pairs: blocks.map((block) => scaled(kept.pairs[blockName(agencies, block)], block.possiblePairs)),
  };
}

function scaled(kept: KeptPairs | undefined, possible: number): FrozenModel['pairs'][number] {
  if (kept === undefined) return undefined;
  const grown = possible / kept.possible;
  return { same: kept.same * grown, household: kept.household * grown };
}

/**
 * The fewest pairs, each of one person's records at two agencies, that a model which is kept rests on: twice what
 * its prior weighs. A model of fewer would hold later shares to what was little more than an assumption, and one
 * of a single agency to how that agency happens to know somebody twice.
 */
export const FEWEST_PAIRS = 50;

/** Which model a linkage used. */
export interface ModelMark {
  /** 1 for the first of the agreement, one more for each that was estimated anew; 0 for one that is not kept. */
  readonly version: number;
  /** Whether this linkage estimated it; otherwise it stood. */
  readonly estimated: boolean;
  /** False where it rests on fewer than {@link FEWEST_PAIRS}: the next linkage estimates it again. */
  readonly kept: boolean;
}

export interface PreparedModel {
  readonly mark: ModelMark;
  /** Of the file that will hold it, as the links name it; undefined where it is not kept. */
  readonly digest: string | undefined;
  /** Puts it in the place of the model before, once the links stand. */
  readonly keep: () => Promise<void>;
}

/**
 * Lays the model of a linkage beside the one that is kept: anew, or the one that stood with what it did not
 * know added.
 *
 * @param stood the model under which the linkage ran, where it did not estimate one
 * @throws refused `MODEL_TOO_FEW_PAIRS` when one that rests on too few would come in the place of one that is kept
 */
export async function prepareModel(
  work: string,
  scheme: Scheme,
  agencies: readonly string[],
  { model, input }: { readonly model: Model; readonly input: Pick<ModelInput, 'blocks'> },
  stood: KeptModel | undefined,
): Promise<PreparedModel> {
  const last = await lastKept(work);
  if (stood === undefined && pairsBetween(model, input.blocks) < FEWEST_PAIRS) {
    if (last?.scheme === scheme.digest) throw tooFew();
    const mark = { version: 0, estimated: true, kept: false };
    return { mark, digest: undefined, keep: () => Promise.resolve() };
  }
  const version = stood?.version ?? (last?.version ?? 0) + 1;
  const plain = (rows: readonly Float64Array[]): number[][] => rows.map((row) => Array.from(row));
  const kept: KeptModel = {
    version,
    scheme: scheme.digest,
    same: plain(model.same),
    chance: {
      ...stood?.chance,
      ...Object.fromEntries(agencies.map((agency, index) => [agency, plain(model.chance[index]!)])),
    },
    pairs: {
      ...stood?.pairs,
      ...Object.fromEntries(
        input.blocks.flatMap((block, index) => {
          const possible = block.possiblePairs;
          const pairs = { possible, same: model.samePairs[index]!, household: model.householdPairs[index]! };
          return possible > 0 ? [[blockName(agencies, block), pairs]] : [];
        }),
      ),
    },
  };
  const prepared = preparedFile(work);
  await writeFileAtomically(prepared, `${JSON.stringify(kept)}\n`, { replace: true, mode: PRIVATE_FILE });
  return {
    mark: { version, estimated: stood === undefined, kept: true },
    digest: (await digestOfFile(prepared)).hash,
    // The links that stand name it: where this fails, the next linkage settles it.
    keep: () => replaceKept(work).catch(() => undefined),
  };
}

async function replaceKept(work: string): Promise<void> {
  await realFileSystem.rename(preparedFile(work), modelFile(work));
  await realFileSystem.syncDirectory(join(work, 'linkage'));
}

/** How many pairs of records at two agencies are one person, as the model has it. */
const pairsBetween = ({ samePairs }: Model, blocks: ModelInput['blocks']): number =>
  blocks.reduce((sum, { left, right }, block) => (left === right ? sum : sum + samePairs[block]!), 0);

const tooFew = (): Error =>
  refused(
    'MODEL_TOO_FEW_PAIRS',
    `there are fewer than ${FEWEST_PAIRS} pairs of records of one person at two agencies, too few to estimate a new model from`,
    { hint: 'link without --refit under the model that stands, or link the shares of more agencies' },
  );

/** Whatever model is kept, of any scheme; undefined where there is none or it is damaged. */
async function lastKept(work: string): Promise<KeptModel | undefined> {
  return parsed(await readFile(modelFile(work), 'utf8').catch(() => ''));
}

function parsed(text: string): KeptModel | undefined {
  try {
    const kept = JSON.parse(text) as Partial<KeptModel>;
    const whole =
      Number.isSafeInteger(kept.version) &&
      typeof kept.scheme === 'string' &&
      Array.isArray(kept.same) &&
      kept.same.every((m: readonly number[]) => m.every((p) => p >= 0 && p <= 1)) &&
      isRecord(kept.chance) &&
      isRecord(kept.pairs) &&
      Object.values(kept.pairs as object).every(isKeptPairs);
    return whole ? (kept as KeptModel) : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null;

function isKeptPairs(value: unknown): boolean {
  const { possible, same, household } = (value ?? {}) as Partial<KeptPairs>;
  return isCount(possible) && possible > 0 && isCount(same) && isCount(household);
}

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0;
