/** How many people are unseen, as a page: the verdict first. */
import {
  abridged,
  type ControlledEstimate,
  lead,
  NOT_CONTROLLED,
  remarks,
  type ShownEstimate,
  type ShownFigures,
  textTables,
  whyWithheld,
} from '../disclose/index.ts';
import { assumptionsOf, type ModelTold, methodOf, type Unseen } from '../estimate/index.ts';
import { colour, type Page, page, type Screen } from '../terminal/index.ts';

export interface UnseenTold {
  readonly found: Unseen;
  readonly shown: ControlledEstimate;
  /** Whether models and the estimate without single lists are shown too: never of what leaves. */
  readonly whole: boolean;
  /** The list table, where the counts are not from a file. */
  readonly figures?: ShownFigures;
  readonly next: readonly string[];
}

type Table = Page['tables'][number];

export function unseenPage(told: UnseenTold, screen: Screen & { readonly columns?: number }): string {
  const { found, shown, whole, next } = told;
  const figures = told.figures === undefined ? undefined : abridged(told.figures);
  return page(
    {
      title: `Verdict: ${found.verdict}`,
      lead: [
        ...(found.reasons.length === 0
          ? ['Nothing that the rules look at speaks against publishing it.']
          : found.reasons.map(({ says }) => says)),
        ...(figures === undefined ? [] : lead(figures)),
      ],
      tables: [
        ...('estimate' in shown ? [estimateTable(shown.estimate)] : []),
        ...(whole ? [waysTable(found), modelsTable(found), withoutTable(found)].filter(hasRows) : []),
        ...(figures === undefined ? [] : textTables(figures)),
      ],
      remarks: [
        ...('withheld' in shown ? [whyWithheld(shown.withheld)] : []),
        ...methodSentences(told),
        `It holds only if: ${assumptionsOf(found.lists.length).join(' ')}`,
        ...(figures === undefined ? [] : remarks(figures)),
        ...(figures === undefined && whole ? [`${NOT_CONTROLLED}: the counts are those of the file.`] : []),
      ],
      next,
    },
    { width: screen.columns ?? 80, palette: colour(screen) },
  );
}

const hasRows = ({ rows }: Table): boolean => rows.length > 0;
const left = (title: string) => ({ title, align: 'left' as const });
const right = (title: string) => ({ title, align: 'right' as const });
const nearest = (value: number): number => Math.round(value);

function estimateTable({ all, unseen, roundedTo, corrected }: ShownEstimate): Table {
  const row = (what: string, { people, lower, upper }: ShownEstimate['all']) => [
    what,
    ...[people, lower, upper].map(nearest),
  ];
  const how = [
    ...(roundedTo === undefined ? [] : [`to the nearest ${roundedTo.toLocaleString('en-GB')}`]),
    ...(corrected ? ['corrected for missed links'] : []),
  ];
  return {
    title: `Estimate${how.length === 0 ? '' : `, ${how.join(', ')}`}`,
    columns: [left(''), right('people'), right('from'), right('to (95 %)')],
    rows: [row('all, seen and unseen', all), row('on no list', unseen)],
  };
}

const WAYS: Readonly<Record<keyof Unseen['ways'], string>> = {
  chosen: 'chosen',
  independent: 'lists independent',
  stepwise: 'stepwise, p < .02',
  byAic: 'best by AIC',
};

const modelCells = ({ pairs, total, interval, deviance, freedom }: ModelTold) => [
  pairs.length === 0 ? 'none' : pairs.join(', '),
  nearest(total),
  nearest(interval.lower),
  nearest(interval.upper),
  `${deviance.toFixed(1)} on ${freedom}`,
];

const MODEL_COLUMNS = [
  left('pairs that depend on each other'),
  right('people'),
  right('from'),
  right('to (if this is the model)'),
  right('deviance'),
];

function waysTable({ ways }: Unseen): Table {
  return {
    title: 'Ways to choose the model',
    columns: [left('way'), ...MODEL_COLUMNS],
    rows: Object.entries(ways).map(([way, model]) => [
      WAYS[way as keyof Unseen['ways']],
      ...modelCells(model),
    ]),
  };
}

const MODELS_SHOWN = 10;

function modelsTable({ models, method }: Unseen): Table {
  return {
    title: 'The best models (BIC up to 6 above the best)',
    columns: [right('BIC above'), ...MODEL_COLUMNS],
    rows:
      method !== 'all models'
        ? []
        : models
            .slice(0, MODELS_SHOWN)
            .map((model) => [(model.bic - models[0]!.bic).toFixed(1), ...modelCells(model)]),
  };
}

function withoutTable({ withoutOne }: Unseen): Table {
  return {
    title: 'All people, without one of the lists',
    columns: [left('left out'), right('people')],
    rows: withoutOne.map(({ list, total }) => [list, total === undefined ? 'no estimate' : nearest(total)]),
  };
}

function methodSentences({ found, whole }: UnseenTold): string[] {
  const { method, samplesFailed, modelsCompared, modelsWithout, sharingNobody } = found;
  const without = modelsWithout['no-maximum'] + modelsWithout['not-identifiable'];
  const many = (count: number): string => count.toLocaleString('en-GB');
  const exact = [
    ...(method === 'all models'
      ? [`Models with an estimate: ${many(modelsCompared)}; without: ${many(without)}.`]
      : []),
    ...(samplesFailed > 0 ? [`Samples without an estimate: ${many(samplesFailed)}.`] : []),
    ...(sharingNobody.length > 0 ? [`Lists that share nobody: ${sharingNobody.join(', ')}.`] : []),
  ];
  return [...methodOf(found), ...(whole ? exact : [])];
}
