import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitModel, matchProbabilities } from '../../src/linkage/model.ts';
import {
  frozenBy,
  type ModelMark,
  prepareModel,
  readModel,
  settleModel,
} from '../../src/linkage/model-file.ts';
import { errorOf, scratch, treeOf } from '../files/helpers.ts';
import { SCHEME, simulate } from './population.ts';
import { schemeOf } from './schemes.ts';

const AGENCIES = ['health', 'police'];
const OTHER = schemeOf('nhs-number.exact');
const { input } = simulate(6, { people: 300, together: 0.5, faults: 0.05, twice: 0.05 });
const model = fitModel(input);

const fileIn = (work: string): string => join(work, 'linkage', 'model.json');

/** Prepares a model and puts it in its place, as a linkage that goes well does. */
async function keepModel(...of: Parameters<typeof prepareModel>): Promise<ModelMark> {
  const { mark, keep } = await prepareModel(...of);
  await keep();
  return mark;
}

describe('a model that is prepared', () => {
  const versionIn = async (work: string) => (await readModel(work, SCHEME))?.version;

  it('is not kept before the links stand, and none of it stays when they never do', async () => {
    const work = scratch();
    await keepModel(work, SCHEME, AGENCIES, { model, input }, undefined);
    const before = treeOf(work);
    await prepareModel(work, SCHEME, AGENCIES, { model, input }, undefined);
    expect(await versionIn(work)).toBe(1);
    await settleModel(work, undefined);
    expect(treeOf(work)).toEqual(before);
  });

  it('is kept by the next run when the links that stand name it', async () => {
    const work = scratch();
    await keepModel(work, SCHEME, AGENCIES, { model, input }, undefined);
    const { digest } = await prepareModel(work, SCHEME, AGENCIES, { model, input }, undefined);
    await settleModel(work, digest);
    expect(await versionIn(work)).toBe(2);
    await settleModel(work, digest);
    expect(await versionIn(work)).toBe(2);
    expect(Object.keys(treeOf(work))).toEqual([join('linkage', 'model.json')]);
  });
});

describe('a model that is kept', () => {
  it('is none at first, then the first version, and says the same of every pair when it is read again', async () => {
    const work = scratch();
    expect(await readModel(work, SCHEME)).toBeUndefined();
    expect(await keepModel(work, SCHEME, AGENCIES, { model, input }, undefined)).toEqual({
      version: 1,
      estimated: true,
      kept: true,
    });
    const kept = (await readModel(work, SCHEME))!;
    const again = fitModel(input, frozenBy(kept, AGENCIES, input.blocks));
    expect(again.same).toEqual(model.same);
    expect(again.samePairs).toEqual(model.samePairs);
    expect(matchProbabilities(input, again)).toEqual(matchProbabilities(input, model));
  });

  it('is private, and holds numbers and the names of agencies alone', async () => {
    const work = scratch();
    await keepModel(work, SCHEME, AGENCIES, { model, input }, undefined);
    expect(statSync(fileIn(work)).mode & 0o777).toBe(0o600);
    const { scheme, ...rest } = JSON.parse(readFileSync(fileIn(work), 'utf8')) as Record<string, unknown>;
    expect(scheme).toBe(SCHEME.digest);
    const words = JSON.stringify(rest).match(/[a-z][a-z-]+/gi) ?? [];
    expect(new Set(words)).toEqual(
      new Set(['version', 'same', 'chance', 'pairs', 'possible', 'household', ...AGENCIES]),
    );
  });

  it('knows nothing of an agency that was not there, which is then estimated and added', async () => {
    const work = scratch();
    await keepModel(work, SCHEME, AGENCIES, { model, input }, undefined);
    const { chance, ...rest } = JSON.parse(readFileSync(fileIn(work), 'utf8'));
    const health = {
      chance: { health: chance.health },
      pairs: { 'health health': rest.pairs['health health'] },
    };
    writeFileSync(fileIn(work), JSON.stringify({ ...rest, ...health }));
    const kept = (await readModel(work, SCHEME))!;
    const frozen = frozenBy(kept, AGENCIES, input.blocks);
    expect(frozen.chance.map((u) => u !== undefined)).toEqual([true, false]);
    expect(frozen.pairs.map((pairs) => pairs !== undefined)).toEqual([true, false, false]);
    const both = fitModel(input, frozen);
    expect(both.same).toEqual(model.same);
    expect(both.samePairs[0]).toBe(model.samePairs[0]);
    expect(both.samePairs[1]).toBeGreaterThan(10);
    expect(await keepModel(work, SCHEME, AGENCIES, { model: both, input }, kept)).toEqual({
      version: 1,
      estimated: false,
      kept: true,
    });
    const added = frozenBy((await readModel(work, SCHEME))!, AGENCIES, input.blocks);
    expect(added.pairs.map((pairs) => pairs?.same)).toEqual([...both.samePairs]);
  });

  it('gives every pair the same probability however many people the agencies know', async () => {
    const work = scratch();
    await keepModel(work, SCHEME, AGENCIES, { model, input }, undefined);
    const kept = (await readModel(work, SCHEME))!;
    for (const grown of [0.01, 3, 1000]) {
      const blocks = input.blocks.map((block) => ({ ...block, possiblePairs: block.possiblePairs * grown }));
      const later = { ...input, blocks };
      const frozen = fitModel(later, frozenBy(kept, AGENCIES, blocks));
      const probabilities = matchProbabilities(later, frozen);
      matchProbabilities(input, model).forEach((probability, pattern) => {
        expect(probabilities[pattern]).toBeCloseTo(probability, 3);
      });
    }
  });

  it('of another scheme is none, and the next one is a new version', async () => {
    const work = scratch();
    await keepModel(work, OTHER, AGENCIES, { model, input }, undefined);
    expect(await readModel(work, SCHEME)).toBeUndefined();
    expect(await keepModel(work, SCHEME, AGENCIES, { model, input }, undefined)).toMatchObject({
      version: 2,
    });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another thing', 'null'],
    ['a list', '[]'],
    ['a model without its probabilities', '{"version":1,"scheme":"x","chance":{},"pairs":{}}'],
    ['probabilities beyond 1', '{"version":1,"scheme":"x","same":[[2]],"chance":{},"pairs":{}}'],
    ['a model without its chance', '{"version":1,"scheme":"x","same":[[1]],"chance":null,"pairs":{}}'],
    [
      'pairs of nothing',
      '{"version":1,"scheme":"x","same":[[1]],"chance":{},"pairs":{"a b":{"possible":0,"same":1,"household":1}}}',
    ],
    ['a model without its pairs', '{"version":1,"scheme":"x","same":[[1]],"chance":{},"pairs":null}'],
  ])('that is damaged is refused: %s', async (_what, text) => {
    const work = scratch();
    await keepModel(work, SCHEME, AGENCIES, { model, input }, undefined);
    writeFileSync(fileIn(work), text);
    const error = await errorOf(() => readModel(work, SCHEME));
    expect(error).toMatchObject({ code: 'MODEL_DAMAGED', exitCode: 2 });
  });
});
