/** What the report finds, a sentence a finding. A number that may not be shown is said to be withheld. */
import { type Bounds, isShare, type Shown } from '../disclose/index.ts';
import type { Headline } from './assessment.ts';
import { warnings } from './sections/parts.ts';
import type { View } from './view.ts';
import type { Views } from './views.ts';
import { cellWords, list, windowWords } from './words.ts';

const count = (value: number): string => cellWords({ kind: 'count' }, value);
/** In whole per cent, as the intervals are wide; what would be none or all that way keeps its decimal. */
const percent = (value: number): string => {
  const isEnd = (value > 0 && value < 1) || (value > 99 && value < 100);
  return `${cellWords({ kind: isEnd ? 'percent' : 'count' }, isEnd ? value : Math.round(value))} %`;
};

const between = ({ lower, upper }: Bounds, words: (value: number) => string): string =>
  upper === null ? `${words(lower)} upwards` : `${words(lower)} to ${words(upper)}`;

/** The interval of each number as a sentence, with how much of it is linkage where the links say. */
function sure(
  of: readonly (Bounds | undefined)[],
  words: (value: number) => string,
): { readonly interval?: string } {
  const known = of.filter((bounds) => bounds !== undefined);
  if (known.length === 0) return {};
  const linkage = known.flatMap((bounds) => bounds.linkage ?? []);
  const most = Math.max(...linkage);
  const [share, whose] =
    known.length === 1 ? [`${most}`, 'its width'] : [`at most ${most}`, 'the width of any'];
  const due =
    linkage.length === 0
      ? ''
      : `; ${most === 0 ? 'less than 1' : share} % of ${whose} is due to error of linkage`;
  const intervals = known.map((bounds) => between(bounds, words));
  return { interval: `95 % interval${known.length > 1 ? 's' : ''}: ${list(intervals)}${due}.` };
}

const rateOf = (value: Shown | undefined): number | undefined =>
  isShare(value) && typeof value.rate === 'number' ? value.rate : undefined;

export function headlines(views: Views): Headline[] {
  return [
    ...withView(views.one('overlap'), people),
    ...withView(views.one('agencies-per-person', 'agencies'), services),
    ...withView(views.one('repeats'), repeats),
    ...withView(views.one('waits'), marac),
    ...withView(views.one('unseen'), unseen),
  ];
}

/** People whom no figure holds, and what the links say against relying on them. */
export function cautions(views: Views): string[] {
  const quality = views.one('linkage-quality');
  return [LEFT_OUT, ...(quality === undefined ? [] : warnings(quality))];
}

/** Whoever an agency flags as protected leaves it in no package, and no count of them does either. */
export const LEFT_OUT =
  'People whom an agency flags as protected, and people left out at their own request, are in no figure here; how many they are, each agency alone knows. Every count is too low by them, most likely among the gravest cases.';

const withView = (
  view: View | undefined,
  tell: (view: View) => Omit<Headline, 'definition'> | undefined,
): Headline[] => {
  const told = view === undefined ? undefined : tell(view);
  return view === undefined || told === undefined ? [] : [{ ...told, definition: view.definition }];
};

const during = ({ shown }: View): string => `between ${windowWords(shown.window).replace(' to ', ' and ')}`;

function people(view: View): Omit<Headline, 'definition'> {
  const key = ['all people'];
  const all = view.value('combination', key, 'people');
  const [role] = view.source.roles;
  const as = role === 'victim' ? ' as victims' : '';
  const when = `at least one service${as} ${during(view)}`;
  if (typeof all !== 'number') return { sentence: `How many people were known to ${when} is withheld.` };
  return {
    sentence: `${count(all)} distinct people were known to ${when}.`,
    ...sure([view.bounds('combination', key, 'people')], count),
  };
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** The shares known to one service, to two, and so on, as far as each may be shown. */
function services(view: View): Omit<Headline, 'definition'> | undefined {
  const rows = view.rows('figures').filter(({ key }) => /^\d+$/.test(key[0] ?? ''));
  if (rows.length === 0) return undefined;
  const told = rows.flatMap(({ key: [number = ''], values }) => {
    const rate = rateOf(values['share-of-known']);
    return rate === undefined ? [] : [{ number, rate, words: NUMBERS[Number(number)] ?? number }];
  });
  if (told.length === 0) return { sentence: 'To how many services people were known is withheld.' };
  const parts = told.map(({ rate, words }, at) =>
    at === 0
      ? `${percent(rate)} were known to ${words} service${words === 'one' ? ' only' : 's'}`
      : `${percent(rate)} to ${words}`,
  );
  const { interval } = sure(
    told.map(({ number }) => view.bounds('figures', [number], 'share-of-known')),
    percent,
  );
  const hidden = told.length < rows.length ? ' Shares that are withheld are not among them.' : '';
  return {
    sentence: `Of the people known ${during(view)}, ${list(parts)}.`,
    ...(interval === undefined ? {} : { interval: `${interval}${hidden}` }),
  };
}

function repeats(view: View): Omit<Headline, 'definition'> {
  const key = ['any agency'];
  const rate = rateOf(view.value('agency', key, 'share'));
  const what = 'came back to any service within 12 months';
  if (rate === undefined) return { sentence: `The share of people who ${what} is withheld or not known.` };
  return {
    sentence: `${percent(rate)} of the people known ${during(view)} ${what}.`,
    ...sure([view.bounds('agency', key, 'share')], percent),
  };
}

/** The benchmark for MARAC is two weeks; where that day is withheld, the first that is not. */
const DAYS = ['14 days', '28 days', '56 days', '91 days', '182 days', '365 days'];

function marac(view: View): Omit<Headline, 'definition'> | undefined {
  if (!view.rows('wait').some(({ key }) => key[0] === 'MARAC')) return undefined;
  const at = (step: string, measure: string): Shown | undefined =>
    view.value('wait', ['MARAC', step], measure);
  const step = DAYS.find((days) => typeof at(days, 'share') === 'number');
  if (step === undefined) return { sentence: 'The time from first contact to MARAC is withheld.' };
  const boundsAt = (day: string): Bounds | undefined => {
    const [lower, upper] = [at(day, 'lower'), at(day, 'upper')];
    return typeof lower === 'number' && typeof upper === 'number' ? { lower, upper } : undefined;
  };
  const end = at('365 days', 'share');
  const hasYear = typeof end === 'number' && step !== '365 days';
  const year = hasYear ? `, and ${percent(end)} within a year` : '';
  return {
    sentence: `Within ${step} of their first contact, ${percent(Number(at(step, 'share')))} of people were referred to MARAC${year} (${windowWords(view.shown.window)}).`,
    ...sure([boundsAt(step), ...(hasYear ? [boundsAt('365 days')] : [])], percent),
  };
}

function unseen({ shown }: View): Omit<Headline, 'definition'> | undefined {
  const { estimate: told } = shown;
  if (told === undefined) return undefined;
  if ('withheld' in told.estimate) {
    return {
      sentence: `How many people are known to no service cannot be said: the verdict on the estimate is “${told.verdict}”.`,
    };
  }
  const { unseen: none } = told.estimate.estimate;
  return {
    sentence: `An estimated ${count(Math.round(none.people))} people were known to no service; the verdict on the estimate is “${told.verdict}”.`,
    ...sure([{ lower: Math.round(none.lower), upper: Math.round(none.upper) }], count),
  };
}
