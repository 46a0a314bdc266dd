/** In which order agencies saw people. */
import { type SankeyLink, type SankeyNode, sankeyChart } from '../../charts/index.ts';
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import type { Views } from '../views.ts';
import { windowWords } from '../words.ts';
import { figuresOf, missingSection, warnings } from './parts.ts';

const ID = 'journeys';
const TITLE = 'Journeys from agency to agency';
const ARROW = ' → ';
const OTHER = 'other routes';
const CUT_OFF = '…';
const NO_OTHER = 'no other agency';
const NO_FURTHER = 'no further agency';
const FURTHER = 'further agencies';
/** Columns of the chart; what comes after is one flow. */
const DEPTH = 3;
/** Routes drawn: a chart of more can be read by nobody. */
const MOST = 40;

export function journeys(views: Views): Section {
  const view = views.one('journeys');
  if (view === undefined) return missingSection(ID, TITLE, howTo('journeys'));
  const { chart, isPart } = flows(view);
  return {
    id: ID,
    title: TITLE,
    text: [
      'Which agency saw people first, which next, and where nobody saw them again; any number of presentations in a row to one agency is one step.',
      ...warnings(view),
      'The chart follows the routes whose number of people may be shown; people on rarer routes are in flows to other routes, and where that number is hidden too, in no flow. A flow too thin for its number has none: look for its routes in the table.',
      ...(isPart ? [`It has the ${MOST} routes that most people took; the table has all.`] : []),
    ],
    figures: figuresOf(view, chart === undefined ? {} : { route: chart }),
    missing: [],
  };
}

/** Every flow is a sum of routes that are shown, so that it tells nothing that they do not, and flows in are flows out. */
function flows(view: View): { readonly chart?: Html; readonly isPart: boolean } {
  const routes = view.rows('route').flatMap(({ key: [route = ''], values: { people } }) => {
    return route === 'all people' || typeof people !== 'number' || people === 0 ? [] : [{ route, people }];
  });
  const drawn = routes.toSorted((a, b) => b.people - a.people).slice(0, MOST);
  if (drawn.length === 0) return { isPart: false };
  const nodes = new Map<string, SankeyNode>();
  const links = new Map<string, { from: string; to: string; value: number }>();
  const nodeAt = (layer: number, label: string): string => {
    const id = `${layer} ${label}`;
    if (!nodes.has(id)) nodes.set(id, { id, label, layer });
    return id;
  };
  for (const { route, people } of drawn) {
    const steps = stationsOf(route.split(ARROW), view);
    for (const [at, step] of steps.slice(1).entries()) {
      const [from, to] = [nodeAt(at, steps[at]!), nodeAt(at + 1, step)];
      const id = JSON.stringify([from, to]);
      const link = links.get(id) ?? { from, to, value: 0 };
      link.value += people;
      links.set(id, link);
    }
  }
  const order = orderOf(nodes.values(), links.values());
  const chart = sankeyChart(
    {
      id: view.figureId('route'),
      title: `People from agency to agency, ${windowWords(view.shown.window)}`,
      description:
        'Columns are the first, second and later agencies on people’s routes; flows between them are as wide as the ' +
        'number of people who took them, and end where no further agency saw them.',
    },
    { nodes: order, links: [...links.values()] satisfies SankeyLink[] },
  );
  return { chart, isPart: drawn.length < routes.length };
}

/** One order in every column, by how many people passed: where nothing follows above, what goes on unseen below. */
function orderOf(nodes: Iterable<SankeyNode>, links: Iterable<SankeyLink>): SankeyNode[] {
  const all = [...nodes];
  const labels = new Map(all.map(({ id, label }) => [id, label]));
  const passed = new Map<string, number>();
  for (const { from, to, value } of links) {
    for (const id of [from, to]) {
      const label = labels.get(id)!;
      passed.set(label, (passed.get(label) ?? 0) + (typeof value === 'number' ? value : 0));
    }
  }
  const rank = ({ label }: SankeyNode): number =>
    label === NO_OTHER || label === NO_FURTHER ? -1 : label === FURTHER ? 1 : label === OTHER ? 2 : 0;
  return all.toSorted((a, b) => rank(a) - rank(b) || passed.get(b.label)! - passed.get(a.label)!);
}

/** The stations of a route in the chart: its first steps, and how it goes on. */
function stationsOf(steps: readonly string[], view: View): string[] {
  const last = steps.at(-1)!;
  const isOpen = last === OTHER || last === CUT_OFF;
  const named = (isOpen ? steps.slice(0, -1) : steps).map((step) => view.keyWords('route', step));
  if (named.length > DEPTH) return [...named.slice(0, DEPTH), FURTHER];
  if (!isOpen) return [...named, named.length === 1 ? NO_OTHER : NO_FURTHER];
  if (named.length === 0) return [OTHER, OTHER];
  return [...named, last === OTHER ? OTHER : FURTHER];
}
