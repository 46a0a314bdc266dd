/** How many people no agency knows, and whether that may be said. */
import { whyWithheld } from '../../disclose/index.ts';
import { grouped } from '../../errors.ts';
import type { Section, Table } from '../assessment.ts';
import { howTo } from '../standard.ts';
import { ESTIMATE } from '../view.ts';
import type { Views } from '../views.ts';
import { figuresOf, missingSection, warnings } from './parts.ts';

const ID = 'unseen';
const TITLE = 'Who is unseen';

export function unseen(views: Views): Section {
  const view = views.one('unseen');
  if (view === undefined) return missingSection(ID, TITLE, howTo('unseen'));
  const told = view.shown.estimate;
  return {
    id: ID,
    title: TITLE,
    ...(told === undefined ? {} : { verdict: `Verdict: ${told.verdict}.` }),
    text: [
      ...(told === undefined
        ? ['These figures carry no estimate: count them again with "throughline unseen".']
        : [
            'From who is known to which agencies it can be estimated how many people are known to none; the verdict says whether the estimate may be relied on.',
            ...(told.reasons.length === 0 ? [] : ['What speaks against relying on it:', told.reasons]),
            ...('withheld' in told.estimate ? [whyWithheld(told.estimate.withheld)] : []),
            ...told.method,
            'It holds only if:',
            told.assumptions,
          ]),
      ...warnings(view),
    ],
    figures: [
      ...(told !== undefined && 'estimate' in told.estimate
        ? [
            {
              id: view.figureId(ESTIMATE),
              table: estimateTable(told.estimate.estimate),
              definition: view.definition,
            },
          ]
        : []),
      ...figuresOf(view).map((one) => ({
        ...one,
        table: { ...one.table, title: `${one.table.title}, which the estimate is made from` },
      })),
    ],
    missing: [],
  };
}

type Estimate = Extract<
  NonNullable<Views['all'][number]['shown']['estimate']>['estimate'],
  { estimate: unknown }
>['estimate'];

function estimateTable({ all, unseen: none, roundedTo, corrected }: Estimate): Table {
  const how = [
    ...(roundedTo === undefined ? [] : [`to the nearest ${grouped(roundedTo)}`]),
    ...(corrected ? ['corrected for missed links'] : []),
  ];
  const row = (what: string, { people, lower, upper }: Estimate['all']) => [
    what,
    ...[people, lower, upper].map((number) => Math.round(number)),
  ];
  return {
    title: ['Estimate', ...how].join(', '),
    columns: [
      { name: 'who', title: 'who', kind: 'text' },
      { name: 'people', title: 'people', kind: 'count' },
      { name: 'people-from', title: 'people, from', kind: 'count', bound: 'from' },
      { name: 'people-to', title: 'people, to', kind: 'count', bound: 'to' },
    ],
    rows: [row('seen and unseen', all), row('known to no agency', none)],
  };
}
