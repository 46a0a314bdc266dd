/** How many people are on no list, and whether that number can be trusted: multiple-systems estimation. */
import { acceleration, correctedInterval, type Estimator, redraw } from './bootstrap.ts';
import { bestOf, byCriterion, type Comparison, compareAll, MOST_LISTS_COMPARED, stepwise } from './choose.ts';
import { widened } from './draws.ts';
import { type Histories, refuseHopeless, seenTwice, withoutList } from './histories.ts';
import { type Fit, Fitter, type NoFit } from './model.ts';
import { chiSquaredAbove, Z95 } from './normal.ts';
import type { Interval } from './proportion.ts';
import { type SmallCounts, steadyStep } from './steady.ts';
import { type TwoLists, twoLists, withoutMissedLinks } from './two-lists.ts';
import { type Evidence, type Judgement, judge } from './verdict.ts';

/** Samples drawn again choose among so many of the best models. */
const BEST = 100;
/**
 * Differences of Schwarz's criterion up to 2 are "not worth more than a bare mention", up to 6 "positive": Kass and
 * Raftery (1995), JASA 90:773-795.
 */
const ABOUT_AS_GOOD = 2;
const NOT_MUCH_WORSE = 6;

export interface UnseenOptions {
  /** Samples drawn again. With two lists none are needed. */
  readonly samples: number;
  /** A fraction from 0 up to, and never, 1, each time it is called: the same fractions give the same estimate. */
  readonly chance: () => number;
  /** The share of true links that were not made, 0 to 1, where known. */
  readonly missed?: number | undefined;
  /** The same people counted under alternative assignments: none, or at least five. */
  readonly alternatives?: readonly Histories[];
  /** Counts that may not be shown: how far to round the estimate so that it tells none of them. */
  readonly small?: SmallCounts | undefined;
  readonly onStage?: ((stage: string, done: number, of: number) => void) | undefined;
}

/** A model as it is told. All numbers of people are of all, seen and unseen. */
export interface ModelTold {
  /** The pairs of lists that depend on each other, `A + B`; none where all lists are independent. */
  readonly pairs: readonly string[];
  readonly total: number;
  /** The 95 % interval that would hold if it were known beforehand that this is the model. */
  readonly interval: Interval;
  readonly deviance: number;
  readonly freedom: number;
  readonly aic: number;
  readonly bic: number;
}

export interface Unseen extends Judgement {
  readonly lists: readonly string[];
  /** People seen. */
  readonly seen: number;
  readonly method: 'two lists' | 'all models' | 'stepwise';
  /** Absent where no model has an estimate. */
  readonly estimate?: {
    /** All people, seen and unseen. */
    readonly total: number;
    readonly unseen: number;
    /** 95 %, of all people: with the choice of the model and, where alternatives were given, error of linkage. */
    readonly interval: Interval;
    /** The share of the interval's variance that is due to linkage. */
    readonly dueToLinkage?: number;
    /** Rounded to this, estimate and interval tell no small count; absent where nothing was asked or nothing does. */
    readonly step?: number;
    /** All people and interval without what missed links added. */
    readonly corrected?: { readonly total: number; readonly interval: Interval };
  };
  readonly twoLists?: TwoLists;
  /** The model behind the estimate, and those other ways would choose. */
  readonly ways: {
    readonly chosen?: ModelTold;
    readonly independent?: ModelTold;
    readonly stepwise?: ModelTold;
    readonly byAic?: ModelTold;
  };
  /** The best models by Schwarz's criterion, as far as they are not much worse than the first. */
  readonly models: readonly ModelTold[];
  readonly modelsCompared: number;
  readonly modelsWithout: Readonly<Record<NoFit, number>>;
  /** Pairs of lists that share nobody. */
  readonly sharingNobody: readonly string[];
  /** All people as estimated without one of the lists; absent where that allows no estimate. */
  readonly withoutOne: readonly { readonly list: string; readonly total?: number }[];
  readonly samples: number;
  readonly samplesFailed: number;
}

/**
 * Estimates the people on no list from those on each combination. With up to six lists every model of dependence
 * between pairs of lists is compared by Schwarz's criterion, and samples drawn again choose anew among the best
 * hundred; with more, pairs are taken in stepwise, in each sample anew. Two lists are taken to be independent.
 *
 * Throws what {@link refuseHopeless} throws.
 */
export function estimateUnseen(histories: Histories, options: UnseenOptions): Unseen {
  refuseHopeless(histories);
  const fitter = new Fitter(histories);
  const { chosen, comparison, estimator, method } = choice(histories, options);
  const tell = (fit: Fit): ModelTold => told(fit, histories.lists, fitter.people);
  const step = stepwise(fitter);
  const independent = fitter.fit([]);
  const fits = comparison?.fits ?? (chosen === undefined ? [] : [chosen]);
  const near = fits.filter((fit) => fit.bic - fits[0]!.bic <= NOT_MUCH_WORSE);
  const withoutOne = leaveOneOut(histories, method === 'stepwise', options);
  const spread =
    chosen && method !== 'two lists' ? resample(histories, chosen, estimator, options) : undefined;
  const two = method === 'two lists' ? twoListsOf(fitter) : undefined;
  const bare = two?.interval ?? spread?.interval;
  const total = two?.chapman ?? (chosen === undefined ? undefined : fitter.people + chosen.unseen);
  const estimate =
    total === undefined || bare === undefined
      ? undefined
      : withSteps(
          withLinkage(total, fitter.people, bare, estimator, options),
          histories,
          two === undefined ? estimator : byChapman,
          options,
        );
  return {
    ...judge(
      evidenceOf(histories, { chosen, near, estimate, withoutOne, failed: spread?.failed ?? 0, options }),
    ),
    lists: histories.lists,
    seen: fitter.people,
    method,
    ...(estimate === undefined ? {} : { estimate }),
    ...(two === undefined ? {} : { twoLists: two }),
    ways: {
      ...(chosen === undefined ? {} : { chosen: tell(chosen) }),
      ...(typeof independent === 'string' ? {} : { independent: tell(independent) }),
      ...(step === undefined ? {} : { stepwise: tell(step) }),
      ...(comparison === undefined || fits.length === 0
        ? {}
        : { byAic: tell(comparison.fits.toSorted(byCriterion('aic'))[0]!) }),
    },
    models: near.map(tell),
    modelsCompared: comparison === undefined ? 0 : fits.length,
    modelsWithout: comparison?.without ?? { 'no-maximum': 0, 'not-identifiable': 0 },
    sharingNobody: pairsWithNobody(histories, fitter),
    withoutOne,
    samples: spread === undefined ? 0 : options.samples,
    samplesFailed: spread?.failed ?? 0,
  };
}

interface Choice {
  readonly chosen: Fit | undefined;
  readonly comparison: Comparison | undefined;
  readonly estimator: Estimator;
  readonly method: Unseen['method'];
}

function choice(
  { lists, counts }: Histories,
  { onStage }: Pick<UnseenOptions, 'onStage'>,
  onlyStepwise = lists.length > MOST_LISTS_COMPARED,
): Choice {
  const fitter = new Fitter({ lists, counts });
  if (onlyStepwise) {
    const chosen = stepwise(fitter);
    const estimator: Estimator = (own) => everybody(own, stepwise(own));
    return { chosen, comparison: undefined, estimator, method: 'stepwise' };
  }
  const comparison = compareAll(fitter, (done, of) => onStage?.('comparing models', done, of));
  const best = comparison.fits.slice(0, BEST).map(({ pairs }) => pairs);
  return {
    chosen: comparison.fits[0],
    comparison,
    estimator: (own) => everybody(own, bestOf(own, best)),
    method: lists.length === 2 ? 'two lists' : 'all models',
  };
}

const everybody = ({ people }: Fitter, fit: Fit | undefined): number | undefined =>
  fit === undefined ? undefined : people + fit.unseen;

function resample(
  histories: Histories,
  chosen: Fit,
  estimator: Estimator,
  { samples, chance, onStage }: UnseenOptions,
): { interval: Interval; failed: number } | undefined {
  const { totals, failed } = redraw(histories, estimator, samples, chance, (done, of) =>
    onStage?.('drawing samples again', done, of),
  );
  if (totals.length === 0) return undefined;
  const total = new Fitter(histories).people + chosen.unseen;
  return { interval: correctedInterval(totals, total, acceleration(histories, estimator)), failed };
}

const byChapman: Estimator = (fitter) => twoListsOf(fitter).chapman;

function twoListsOf({ totals }: Fitter): TwoLists {
  return twoLists(totals[1]!, totals[2]!, totals[3]!);
}

function withLinkage(
  total: number,
  seen: number,
  bare: Interval,
  estimator: Estimator,
  { alternatives = [], missed }: UnseenOptions,
): NonNullable<Unseen['estimate']> {
  const unseen = Math.max(total - seen, LEAST);
  const ends = { lower: Math.max(bare.lower - seen, LEAST), upper: Math.max(bare.upper - seen, LEAST) };
  const drawn = alternatives.flatMap((alternative) => {
    const fitter = new Fitter(alternative);
    const found = estimator(fitter);
    return found === undefined ? [] : [Math.max(found - fitter.people, LEAST)];
  });
  const wide = drawn.length < 5 ? undefined : widened(unseen, ends, drawn);
  const interval = wide === undefined ? bare : { lower: seen + wide.lower, upper: seen + wide.upper };
  const mend = (value: number): number => withoutMissedLinks(value, missed ?? 0);
  return {
    total,
    unseen: total - seen,
    interval,
    ...(wide === undefined ? {} : { dueToLinkage: wide.dueToLinkage }),
    ...(missed === undefined
      ? {}
      : {
          corrected: {
            total: mend(total),
            interval: { lower: mend(interval.lower), upper: mend(interval.upper) },
          },
        }),
  };
}

function withSteps(
  estimate: NonNullable<Unseen['estimate']>,
  histories: Histories,
  estimator: Estimator,
  { small }: UnseenOptions,
): NonNullable<Unseen['estimate']> {
  const { total, interval } = estimate.corrected ?? estimate;
  const step =
    small === undefined ? undefined : steadyStep(histories, estimator, { total, ...interval }, small);
  return { ...estimate, ...(step === undefined ? {} : { step }) };
}

/** Stands for the change where leaving out a list leaves no estimate: the rest rests on that list. */
const NONE_LEFT = 2;
/** Stands for fewer unseen people where a logarithm is wanted. */
const LEAST = 0.5;

function leaveOneOut(
  histories: Histories,
  onlyStepwise: boolean,
  options: UnseenOptions,
): Unseen['withoutOne'] {
  if (histories.lists.length < 3) return [];
  return histories.lists.map((list, index) => {
    options.onStage?.('leaving out a list', index + 1, histories.lists.length);
    const rest = withoutList(histories, list);
    const { chosen } = choice(rest, {}, onlyStepwise);
    return chosen === undefined ? { list } : { list, total: new Fitter(rest).people + chosen.unseen };
  });
}

function told(fit: Fit, lists: readonly string[], seen: number): ModelTold {
  return {
    pairs: fit.pairs.map((pair) => namesOf(pair, lists)),
    total: seen + fit.unseen,
    interval: {
      lower: seen + fit.unseen * Math.exp(-Z95 * fit.error),
      upper: seen + fit.unseen * Math.exp(Z95 * fit.error),
    },
    deviance: fit.deviance,
    freedom: fit.freedom,
    aic: fit.aic,
    bic: fit.bic,
  };
}

const namesOf = (pair: number, lists: readonly string[]): string =>
  lists.filter((_, index) => (pair & (2 ** index)) !== 0).join(' + ');

function pairsWithNobody({ lists }: Histories, { totals }: Fitter): string[] {
  return lists.flatMap((_, high) =>
    lists.slice(0, high).flatMap((_name, low) => {
      const pair = 2 ** high + 2 ** low;
      return totals[pair] === 0 ? [namesOf(pair, lists)] : [];
    }),
  );
}

function evidenceOf(
  histories: Histories,
  found: {
    readonly chosen: Fit | undefined;
    readonly near: readonly Fit[];
    readonly estimate: Unseen['estimate'];
    readonly withoutOne: Unseen['withoutOne'];
    readonly failed: number;
    readonly options: UnseenOptions;
  },
): Evidence {
  const { chosen, near, estimate, withoutOne, failed, options } = found;
  const seen = new Fitter(histories).people;
  const apart = (values: readonly number[]): number =>
    values.length === 0 ? 1 : Math.max(...values) / Math.max(Math.min(...values), LEAST);
  const within = (difference: number): number =>
    apart(near.filter((fit) => fit.bic - near[0]!.bic <= difference).map(({ unseen }) => unseen));
  const total = estimate?.total ?? seen;
  return {
    lists: histories.lists.length,
    seenTwice: seenTwice(histories),
    hasEstimate: estimate !== undefined,
    unseenForEachSeen: (total - seen) / seen,
    width:
      estimate === undefined ? 1 : apart([estimate.interval.lower - seen, estimate.interval.upper - seen]),
    goodModels: within(ABOUT_AS_GOOD),
    fairModels: within(NOT_MUCH_WORSE),
    withoutOneList: Math.max(
      1,
      ...withoutOne.map((one) => (one.total === undefined ? NONE_LEFT : apart([one.total, total]))),
    ),
    failed: options.samples === 0 ? 0 : failed / options.samples,
    fitsBy: chosen === undefined ? 1 : chiSquaredAbove(chosen.deviance, chosen.freedom),
    missed: options.missed,
    dueToLinkage: estimate?.dueToLinkage,
  };
}
