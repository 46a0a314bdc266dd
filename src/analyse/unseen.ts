/** Unseen: how many people no agency knows, estimated from who is known to which. */
import {
  type AgreementOutputs,
  controlEstimate,
  type EstimateTold,
  type Figures,
  ruleOf,
  withoutKeys,
} from '../disclose/index.ts';
import { unusable } from '../errors.ts';
import {
  assumptionsOf,
  estimateUnseen,
  type Histories,
  historiesOf,
  type ModelTold,
  methodOf,
  type Unseen,
  type UnseenOptions,
} from '../estimate/index.ts';
import { overDraws } from './draws.ts';
import { type CountOptions, frame } from './frame.ts';
import { type AnalysisContext, type LinkedEvents, withLinkedEvents } from './linked.ts';
import { type Combination, describeCombinations, ofCombinations } from './overlap.ts';
import type { InsideTable } from './write.ts';

export interface UnseenCountOptions
  extends CountOptions,
    Pick<UnseenOptions, 'samples' | 'chance' | 'missed' | 'onStage'> {
  /** Agencies that are the lists. Default: every agency that knows somebody in the window. */
  readonly lists?: readonly string[];
}

/** The list table before control, with what was estimated from it. */
export interface UnseenFigures extends Figures {
  readonly unseen: Unseen;
}

/**
 * Distinct people in every combination of the agencies, and from them how many no agency knows. Error of linkage comes
 * in through the alternative assignments that the links carry.
 *
 * Throws as {@link frame}, {@link withLinkedEvents} and `estimateUnseen` do, `LIST_UNKNOWN`, `LIST_TWICE`, and
 * `NOISE_WITHOUT_KEYS` where figures are to carry noise.
 */
export async function unseen(context: AnalysisContext, options: UnseenCountOptions): Promise<UnseenFigures> {
  if (context.recordKeys !== undefined) throw withoutKeys();
  const { described, table, alternatives } = await withLinkedEvents(context, (linked) =>
    count(linked, options),
  );
  const found = estimateUnseen(table, {
    ...options,
    alternatives,
    small: smallCounts(context.agreement.outputs),
  });
  return { ...described, unseen: found, estimate: told(found) };
}

/** What may leave with the list table. */
const told = (found: Unseen): EstimateTold => ({
  verdict: found.verdict,
  reasons: found.reasons.map(({ says }) => says),
  estimate: controlEstimate(found),
  method: methodOf(found),
  assumptions: assumptionsOf(found.lists.length),
});

async function count(linked: LinkedEvents, options: UnseenCountOptions) {
  const settled = await frame(linked, options);
  const { window, roles } = settled;
  const { assigned: found, drawn } = await overDraws(
    linked,
    roles,
    ofCombinations(linked.database, window, (counted) => counted),
  );
  const lists = options.lists ?? [...new Set(found.flatMap(({ agencies }) => agencies))].toSorted();
  refuseLists(lists, linked);
  const counted = onLists(found, lists);
  const alternatives = drawn.map((one) => histories(onLists(one, lists), lists));
  const heading = {
    id: 'unseen',
    version: 1,
    title: 'Unseen: people known to each combination of the lists',
  };
  const isPart = found.some(({ agencies }) => agencies.some((agency) => !lists.includes(agency)));
  const described = describeCombinations(counted, settled, heading, isPart ? found : undefined);
  return { described, table: histories(counted, lists), alternatives };
}

function refuseLists(lists: readonly string[], { agencies }: LinkedEvents): void {
  const known = agencies.map(({ id }) => id);
  const unknown = lists.findIndex((list) => !known.includes(list));
  if (unknown !== -1) {
    throw unusable('LIST_UNKNOWN', `list ${unknown + 1} is no agency with events in this workspace`, {
      hint: `choose from ${known.join(', ')}`,
    });
  }
  if (new Set(lists).size < lists.length) {
    throw unusable('LIST_TWICE', 'a list is named twice', { hint: 'name each agency once' });
  }
}

/** The combinations as far as they lie in the lists; who is on none of them is not seen. */
function onLists(counted: readonly Combination[], lists: readonly string[]): Combination[] {
  const merged = new Map<string, Combination>();
  for (const { agencies, people } of counted) {
    const members = agencies.filter((agency) => lists.includes(agency));
    if (members.length === 0) continue;
    const key = members.join('+');
    merged.set(key, { agencies: members, people: (merged.get(key)?.people ?? 0) + people });
  }
  return [...merged.values()];
}

const histories = (counted: readonly Combination[], lists: readonly string[]): Histories =>
  historiesOf(
    lists,
    counted.map(({ agencies, people }) => ({ lists: agencies, people })),
  );

function smallCounts(outputs: AgreementOutputs): { from: number; to: number } {
  const { hidesFrom, hidesTo } = ruleOf(outputs);
  return { from: hidesFrom, to: hidesTo };
}

/** What was estimated as tables to keep inside the workspace. */
export function unseenTables({ unseen: found }: UnseenFigures): InsideTable[] {
  const { estimate } = found;
  const words = (name: string, description: string) => ({ name, type: 'string' as const, description });
  const number = (name: string, description: string) => ({ name, type: 'number' as const, description });
  const facts: [string, string | number | undefined][] = [
    ['verdict', found.verdict],
    ...found.reasons.map(({ id }): [string, string] => ['reason', id]),
    ['method', found.method],
    ['people seen', found.seen],
    ['people seen and unseen', estimate?.total],
    ['lower', estimate?.interval.lower],
    ['upper', estimate?.interval.upper],
    ['share of the variance due to linkage', estimate?.dueToLinkage],
    ['corrected for missed links', estimate?.corrected?.total],
    ['rounded to', estimate?.step],
    ['models compared', found.modelsCompared],
    ['models without a maximum', found.modelsWithout['no-maximum']],
    ['models not identifiable', found.modelsWithout['not-identifiable']],
    ['samples', found.samples],
    ['samples without an estimate', found.samplesFailed],
  ];
  return [
    {
      name: 'estimate',
      fields: [words('what', 'what is told'), words('value', 'its value')],
      rows: facts.flatMap(([what, value]) => (value === undefined ? [] : [[what, String(value)]])),
    },
    {
      name: 'models',
      fields: [
        words('way', 'how the model was chosen: one of the best, or another way'),
        words('pairs', 'pairs of lists that depend on each other'),
        number('total', 'all people, seen and unseen'),
        number('lower', 'lower end of the 95 % interval given the model'),
        number('upper', 'upper end of the 95 % interval given the model'),
        number('deviance', 'deviance'),
        number('freedom', 'its degrees of freedom'),
        number('aic', "Akaike's criterion"),
        number('bic', "Schwarz's criterion"),
      ],
      rows: [
        ...found.models.map((model) => modelRow('among the best', model)),
        ...Object.entries(found.ways).map(([way, model]) => modelRow(way, model)),
      ],
    },
    {
      name: 'without-one-list',
      fields: [words('list', 'the list left out'), number('total', 'all people, seen and unseen')],
      rows: found.withoutOne.map(({ list, total }) => [list, total === undefined ? '' : String(total)]),
    },
  ];
}

const modelRow = (
  way: string,
  { pairs, total, interval, deviance, freedom, aic, bic }: ModelTold,
): string[] => [
  way,
  pairs.join(', '),
  ...[total, interval.lower, interval.upper, deviance, freedom, aic, bic].map(String),
];
