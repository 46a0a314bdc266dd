/** How many people there are, and which agencies know them. */
import { type Mark, upsetChart } from '../../charts/index.ts';
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import { intervalOf, markOf, type Views } from '../views.ts';
import { windowWords } from '../words.ts';
import { bars, drawnIf, figure, figuresOf, INTERVAL, missingSection, warnings } from './parts.ts';

const ID = 'people';
const TITLE = 'How many people, and which agencies know them';
/** A chart of more combinations than this can be read by nobody. */
const MOST = 24;

export function people(views: Views): Section {
  const overlap = views.one('overlap');
  const byNumber = views.one('agencies-per-person', 'agencies');
  const found = [overlap, byNumber].filter((view) => view !== undefined);
  if (found.length === 0)
    return missingSection(ID, TITLE, [...howTo('overlap'), ...howTo('agencies-per-person')]);
  return {
    id: ID,
    title: TITLE,
    text: [
      'Each person is counted once, however many records they have: under exactly the agencies that they presented to, and by how many these are.',
      ...found.flatMap(warnings),
    ],
    figures: [
      ...(overlap === undefined ? [] : figuresOf(overlap, { combination: combinations(overlap) })),
      ...(byNumber === undefined ? [] : [figure(byNumber, 'figures', numbers(byNumber))]),
    ],
    missing: [
      ...(overlap === undefined ? howTo('overlap') : []),
      ...(byNumber === undefined ? howTo('agencies-per-person') : []),
    ],
  };
}

/** The members of a combination by their ids; undefined for a row that is of several. */
function membersOf(name: string): string[] | undefined {
  if (name.endsWith(' only')) return [name.slice(0, -' only'.length)];
  return name.includes(' + ') ? name.split(' + ') : undefined;
}

function combinations(view: View): Html {
  const table = 'combination';
  const rows = view.rows(table).flatMap(({ key: [name = ''], values }) => {
    const members = membersOf(name);
    return members === undefined
      ? []
      : [{ members, value: markOf(values.people), ...intervalOf(view.bounds(table, [name], 'people')) }];
  });
  const size = (value: Mark): number => (typeof value === 'number' ? value : -1);
  const drawn = rows
    .filter(({ value }) => value !== 0)
    .toSorted((a, b) => size(b.value) - size(a.value))
    .slice(0, MOST);
  const agencies = [...new Set(rows.flatMap(({ members }) => members))].toSorted();
  return drawnIf(
    drawn.map(({ value }) => value),
    upsetChart,
    {
      id: view.figureId(table),
      title: `People by exactly which agencies know them, ${windowWords(view.shown.window)}`,
      description:
        'Each row is a combination of agencies, marked by dots; its bar is how many people are known to ' +
        'exactly these agencies and no other, with its 95 % interval as a line.',
    },
    {
      sets: agencies.map((agency) => ({ label: view.keyWords('combination', agency) })),
      intervalTitle: INTERVAL,
      exactly: 'known to the agencies with a dark dot, and to no other',
      combinations: drawn.map(({ members, ...rest }) => ({
        ...rest,
        members: members.map((member) => agencies.indexOf(member)),
      })),
    },
  );
}

const numbers = (view: View): Html =>
  bars(
    view,
    'figures',
    'people',
    'People by the number of agencies that know them',
    view.rows('figures').filter(isNumber),
  );

/** Whether a row is of people known to so many agencies, and no total. */
const isNumber = ({ key }: { readonly key: readonly string[] }): boolean => /^\d+$/.test(key[0] ?? '');
