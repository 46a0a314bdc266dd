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

/** What a view says in a headline, or in its section alone where that is only that it is withheld. */
interface Told extends Omit<Headline, 'definition'> {
  readonly isUnsaid?: true;
}

export interface Findings {
  readonly headlines: readonly Headline[];
  /** The sentence of each, with the id of the section that has what it rests on. */
  readonly said: readonly { readonly section: string; readonly sentence: string }[];
  /** Sentences on what is withheld, with the id of the section that they belong into. */
  readonly unsaid: readonly { readonly section: string; readonly sentence: string }[];
}

export function findings(views: Views): Findings {
  const told = [
    ...tell('people', views.one('overlap'), people),
    ...tell('people', views.one('agencies-per-person', 'agencies'), agencies),
    ...tell('repeats', views.one('repeats'), repeats),
    ...tell('waits', views.one('waits'), marac),
    ...tell('unseen', views.one('unseen'), unseen),
  ];
  const sentences = (unsaid: boolean) =>
    told.flatMap(({ section, headline, isUnsaid }) =>
      isUnsaid === unsaid ? [{ section, sentence: headline.sentence }] : [],
    );
  return {
    headlines: told.flatMap(({ headline, isUnsaid }) => (isUnsaid ? [] : [headline])),
    said: sentences(false),
    unsaid: sentences(true),
  };
}

/** People whom no figure holds, and what the links say against relying on them. */
export function cautions(views: Views): string[] {
  const quality = views.one('linkage-quality');
  return [LEFT_OUT, ...(quality === undefined ? [] : warnings(quality))];
}

/** Whoever an agency flags as protected leaves it in no package, and no count of them does either. */
export const LEFT_OUT =
  'People whom an agency flags as protected, and people left out at their own request, are in no figure here; how many they are, each agency alone knows. Every count is too low by them, most likely among the gravest cases.';

function tell(section: string, view: View | undefined, of: (view: View) => Told | undefined) {
  const told = view === undefined ? undefined : of(view);
  if (view === undefined || told === undefined) return [];
  const { isUnsaid = false, ...rest } = told;
  return [{ section, isUnsaid, headline: { ...rest, definition: view.definition } }];
}

const during = ({ shown }: View): string => `between ${windowWords(shown.window).replace(' to ', ' and ')}`;

function people(view: View): Told {
  const key = ['all people'];
  const all = view.value('combination', key, 'people');
  const [role] = view.source.roles;
  const as = role === 'victim' ? ' as victims' : '';
  const when = `at least one agency${as} ${during(view)}`;
  if (typeof all !== 'number')
    return { sentence: `How many people were known to ${when} is withheld.`, isUnsaid: true };
  return {
    sentence: `${count(all)} distinct people were known to ${when}.`,
    ...sure([view.bounds('combination', key, 'people')], count),
  };
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** The shares known to one agency, to two, and so on, as far as each may be shown. */
function agencies(view: View): Told | undefined {
  const rows = view.rows('figures').filter(({ key }) => /^\d+$/.test(key[0] ?? ''));
  if (rows.length === 0) return undefined;
  const told = rows.flatMap(({ key: [number = ''], values }) => {
    const rate = rateOf(values['share-of-known']);
    return rate === undefined ? [] : [{ number, rate, words: NUMBERS[Number(number)] ?? number }];
  });
  if (told.length === 0)
    return { sentence: 'To how many agencies people were known is withheld.', isUnsaid: true };
  const parts = told.map(({ rate, words }, at) =>
    at === 0
      ? `${percent(rate)} were known to ${words === 'one' ? 'one agency only' : `${words} agencies`}`
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

function repeats(view: View): Told {
  const key = ['any agency'];
  const rate = rateOf(view.value('agency', key, 'share'));
  const what = 'presented again within 12 months, to the same or another agency';
  if (rate === undefined)
    return { sentence: `The share of people who ${what} is withheld or not known.`, isUnsaid: true };
  const { interval } = sure([view.bounds('agency', key, 'share')], percent);
  return {
    sentence: `${percent(rate)} of the people known ${during(view)} ${what}.`,
    interval: [interval, PASSED_ON, sameAgency(view)].filter((part) => part !== undefined).join(' '),
  };
}

const PASSED_ON = 'Being passed on from one agency to another counts too, even within days.';

/** The share of each agency that the same agency saw again, as far as it may be shown. */
function sameAgency(view: View): string | undefined {
  const shown = view.rows('agency').flatMap(({ key: [agency = ''], values }) => {
    const rate = agency === 'any agency' ? undefined : rateOf(values.share);
    const bounds = view.bounds('agency', [agency], 'share');
    if (rate === undefined) return [];
    const interval = bounds === undefined ? '' : ` (${between(bounds, percent)})`;
    return [`${view.keyWords('agency', agency)} ${percent(rate)}${interval}`];
  });
  return shown.length === 0 ? undefined : `Again to the same agency: ${list(shown)} of the people it knew.`;
}

/** The benchmark for MARAC is two weeks; where that day is withheld, the first that is not. */
const DAYS = ['14 days', '28 days', '56 days', '91 days', '182 days', '365 days'];

function marac(view: View): Told | undefined {
  if (!view.rows('wait').some(({ key }) => key[0] === 'MARAC')) return undefined;
  const at = (step: string, measure: string): Shown | undefined =>
    view.value('wait', ['MARAC', step], measure);
  const step = DAYS.find((days) => typeof at(days, 'share') === 'number');
  if (step === undefined)
    return { sentence: 'The time from first presentation to MARAC is withheld.', isUnsaid: true };
  const boundsAt = (day: string): Bounds | undefined => {
    const [lower, upper] = [at(day, 'lower'), at(day, 'upper')];
    return typeof lower === 'number' && typeof upper === 'number' ? { lower, upper } : undefined;
  };
  const end = at('365 days', 'share');
  const hasYear = typeof end === 'number' && step !== '365 days';
  const year = hasYear ? `, and ${percent(end)} within a year` : '';
  return {
    sentence: `Within ${step} of their first presentation, ${percent(Number(at(step, 'share')))} of people were referred to MARAC${year} (${windowWords(view.shown.window)}).`,
    ...sure([boundsAt(step), ...(hasYear ? [boundsAt('365 days')] : [])], percent),
  };
}

/** An estimate never stands without its interval, nor where there are reasons for caution, without them. */
function unseen(view: View): Told | undefined {
  const { shown } = view;
  const { estimate: told } = shown;
  if (told === undefined) return undefined;
  if ('withheld' in told.estimate) {
    return {
      sentence: `How many people are known to no agency cannot be said: the verdict on the estimate is “${told.verdict}”.`,
    };
  }
  const { unseen: none } = told.estimate.estimate;
  return {
    sentence: `An estimated ${count(Math.round(none.lower))} to ${count(Math.round(none.upper))} people (95 % interval; best estimate ${count(Math.round(none.people))}) were known to no agency; the verdict on the estimate is “${told.verdict}”.`,
    ...(told.reasons.length === 0 ? {} : { interval: told.reasons.join(' ') }),
  };
}
