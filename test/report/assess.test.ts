/** What a report says of figures, and that it says it harmlessly whatever stands in them. */
import { assert, property, string } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ShownFigures } from '../../src/disclose/index.ts';
import { tableCsv } from '../../src/report/csv.ts';
import { LEFT_OUT } from '../../src/report/headlines.ts';
import {
  assess,
  DRAFT,
  reportPage,
  type Section,
  type Source,
  type Standing,
} from '../../src/report/index.ts';
import { workbookOf } from '../../src/report/workbook.ts';
import { odsOf } from '../../src/sheets/index.ts';
import {
  EDGES,
  HOSTILE,
  labelled,
  overlaps,
  routes,
  source,
  standing,
  TABLES,
  withInterval,
} from './figures.ts';

let base: Standing;
beforeAll(async () => {
  base = await standing();
});

const sectionOf = (sources: readonly Source[], id: string): Section =>
  assess(sources, base).sections.find((section) => section.id === id)!;
const pageOf = (sources: readonly Source[], more: Partial<Standing> = {}): string =>
  reportPage(assess(sources, { ...base, ...more }), TABLES);
const tagsOf = (page: string): string[] => [...page.matchAll(/<\/?([a-z]+)/gi)].map(([, tag]) => tag!);

const shares: ShownFigures['measures'] = [
  { kind: 'count', name: 'people', title: 'people', keep: 1 },
  { kind: 'share', name: 'share-of-known', title: 'share of known', part: 'people', whole: 'known' },
];
const repeating: ShownFigures['measures'] = [
  { kind: 'count', name: 'people', title: 'people', keep: 1 },
  { kind: 'share', name: 'share', title: 'share', part: 'people-repeating', whole: 'people' },
];

describe('what the agreement lets an agency share', () => {
  const beginning = (from: string, to = '2026-03-31'): Standing => ({
    ...base,
    agreement: {
      ...base.agreement,
      flows: base.agreement.flows.map((flow) =>
        flow.from === 'health' && flow.what === 'events'
          ? { ...flow, 'events-from': from, 'events-to': to }
          : flow,
      ),
    },
  });
  const figures = [overlaps([['all people', 1600]]), routes([['police → health', 40]])];

  it('is said of the agency at the head and in each definition, where it begins or ends within a window', () => {
    const late =
      'The agreement lets Health share events from 1 July 2025 on: where a window begins earlier, nothing that this agency recorded before that day is counted, and neither journeys through it nor repeats at it can be seen from before then.';
    const { cautions, definitions } = assess(figures, beginning('2025-07-01'));
    expect(cautions.slice(1)).toEqual([late]);
    expect(definitions.map(({ text }) => text.at(-1))).toEqual([late, late]);
    const early = assess(figures, beginning('2023-04-01', '2025-12-31')).cautions.slice(1);
    expect(early).toEqual([
      expect.stringMatching(/^The agreement lets Health share events up to 31 December 2025:/),
    ]);
  });

  it('is not where it reaches from one end of every window to the other', () => {
    const { cautions, definitions } = assess(figures, beginning('2025-04-01'));
    expect([cautions.length, JSON.stringify(definitions).includes('The agreement lets')]).toEqual([1, false]);
  });

  it('is what all flows of events let be shared, since one package serves them all', () => {
    const { agreement } = beginning('2025-07-01');
    const more = {
      ...agreement.flows.find(({ what }) => what === 'events')!,
      from: 'health',
      'events-from': '2023-01-01',
    };
    const { cautions } = assess(figures, {
      ...base,
      agreement: { ...agreement, flows: [...agreement.flows, more] },
    });
    expect(cautions.slice(1)).toEqual([expect.stringContaining('Health share events from 1 July 2025 on')]);
  });
});

describe('findings', () => {
  it('are sentences with their interval, each with its definition', () => {
    const people = withInterval(
      overlaps([
        ['police only', 600],
        ['all people', 1600],
      ]),
      ['all people'],
      {
        lower: 1520,
        upper: 1680,
        linkage: 12,
      },
    );
    const { headlines, definitions } = assess([people], base);
    expect(headlines).toEqual([
      {
        sentence:
          '1,600 distinct people were known to at least one agency as victims between 1 April 2025 and 31 March 2026.',
        interval: '95 % interval: 1,520 to 1,680; 12 % of its width is due to error of linkage.',
        definition: definitions[0]!.id,
      },
    ]);
  });

  it('stand at the head of the section that has what they rest on, too', () => {
    const { headlines, sections } = assess([overlaps([['all people', 1600]])], base);
    const [{ sentence }] = headlines as [(typeof headlines)[number]];
    const people = sections.find(({ id }) => id === 'people')!;
    expect(people.findings).toEqual([sentence]);
    expect(sections.filter(({ findings = [] }) => findings.length > 0)).toEqual([people]);
    const page = pageOf([overlaps([['all people', 1600]])]);
    expect(page.split('1,600 distinct people were known')).toHaveLength(4);
  });

  it('say how many agencies know people, who came back, and how soon MARAC saw them', () => {
    const numbers = source({
      id: 'agencies-per-person',
      table: 'figures',
      dimensions: ['agencies'],
      measures: shares,
      rows: [
        [['1'], { people: 60, 'share-of-known': { rate: 60, lower: 50.2, upper: 69.1 } }],
        [['2'], { people: 40, 'share-of-known': { rate: 40, lower: 30.9, upper: 49.8 } }],
        [['3'], { people: '[c]', 'share-of-known': '[c]' }],
        [['all'], { people: 100, 'share-of-known': '[z]' }],
      ],
    });
    const back = source({
      id: 'repeats',
      table: 'agency',
      dimensions: ['agency'],
      measures: repeating,
      rows: [
        [['health'], { people: 20, share: '[c]' }],
        [['police'], { people: 90, share: { rate: 8.2, lower: 7.1, upper: 9.4 } }],
        [['any agency'], { people: 100, share: { rate: 13.1, lower: 11.8, upper: 14.5 } }],
      ],
    });
    const waits = source({
      id: 'waits',
      table: 'wait',
      dimensions: ['to', 'within'],
      measures: ['share', 'lower', 'upper'].map((name) => ({
        kind: 'median' as const,
        name,
        title: name === 'lower' ? 'from' : name === 'upper' ? 'to' : name,
        over: 'arrived',
      })),
      rows: [
        [['MARAC', '14 days'], { share: '[c]', lower: '[c]', upper: '[c]' }],
        [['MARAC', '28 days'], { share: 9, lower: 7, upper: 11 }],
        [['MARAC', '365 days'], { share: 18, lower: 15, upper: 21 }],
      ],
    });
    expect(
      assess([numbers, back, waits], base).headlines.map(({ sentence, interval }) => [sentence, interval]),
    ).toEqual([
      [
        'Of the people known between 1 April 2025 and 31 March 2026, 60 % were known to one agency only and 40 % to two.',
        '95 % intervals: 50 % to 69 % and 31 % to 50 %. Shares that are withheld are not among them.',
      ],
      [
        '13 % of the people known between 1 April 2025 and 31 March 2026 presented again within 12 months, to the same or another agency.',
        '95 % interval: 12 % to 15 %. Being passed on from one agency to another counts too, even within days. Again to the same agency: Police 8 % (7 % to 9 %) of the people it knew.',
      ],
      [
        'Within 28 days of their first presentation, 9 % of people were referred to MARAC, and 18 % within a year (1 April 2025 to 31 March 2026).',
        '95 % intervals: 7 % to 11 % and 15 % to 21 %.',
      ],
    ]);
  });

  it('leave what is withheld to its section, and put no number in its place', () => {
    const { headlines, sections } = assess([overlaps([['all people', '[c]']])], base);
    expect(headlines).toEqual([]);
    const said = sections.find(({ id }) => id === 'people')!.text.at(-1) as string;
    expect(said).toMatch(/ is withheld\.$/);
    expect(said.replaceAll(/\d{1,2} \w+ \d{4}/g, '')).not.toMatch(/\d/);
    expect(sections.flatMap(({ text }) => text).filter((one) => one === said)).toHaveLength(1);
  });

  it('stand below whom no figure holds, and what the links warn of', () => {
    const warning = 'WEAK LINKAGE MODEL: it rests on too few.';
    const links = source({ id: 'linkage-quality', table: 'pair', dimensions: ['pair'], rows: [] });
    const told = { ...links, shown: { ...links.shown, notes: [warning, 'A group may be small.'] } };
    expect(assess([links], base).cautions).toEqual([LEFT_OUT]);
    expect(assess([told], base).cautions).toEqual([LEFT_OUT, warning]);
    const page = pageOf([told]);
    expect(page.indexOf(warning)).toBeLessThan(page.indexOf('id="contents'));
    expect(page.split(LEFT_OUT)).toHaveLength(3);
  });

  it('give the verdict on the unseen before any number of them', () => {
    const estimate = {
      verdict: 'publish with caution',
      reasons: ['Fewer than 50 people are on two lists or more.'],
      estimate: {
        estimate: {
          all: { people: 1200, lower: 1100, upper: 1400 },
          unseen: { people: 600, lower: 500, upper: 800 },
          roundedTo: 100,
          corrected: false,
        },
      },
      method: ['By all models.'],
      assumptions: ['Nobody left.'],
    };
    const rest = source({
      id: 'unseen',
      table: 'combination',
      dimensions: ['combination'],
      rows: [[['police only'], { people: 60 }]],
    });
    const told = { ...rest, shown: { ...rest.shown, estimate } };
    const { sentence, interval } = assess([told], base).headlines[0]!;
    expect(sentence).toBe(
      'An estimated 500 to 800 people (95 % interval; best estimate 600) were known to no agency; the verdict on the estimate is “publish with caution”.',
    );
    expect(interval).toBe('Fewer than 50 people are on two lists or more.');
    const { verdict, figures } = sectionOf([told], 'unseen');
    expect(verdict).toBe('Verdict: publish with caution.');
    expect(figures[0]!.table.rows).toEqual([
      ['seen and unseen', 1200, 1100, 1400],
      ['known to no agency', 600, 500, 800],
    ]);
    const kept = {
      ...told,
      shown: {
        ...told.shown,
        estimate: { ...estimate, verdict: 'do not publish', estimate: { withheld: 'verdict' as const } },
      },
    };
    expect(pageOf([kept])).toContain('Verdict: do not publish.');
    expect(sectionOf([kept], 'unseen').figures.map(({ id }) => id)).toEqual(['unseen-combination']);
  });
});

describe('sections', () => {
  it('without released figures name the commands that release them', () => {
    const { sections } = assess([], base);
    const lacking = sections.filter(({ missing }) => missing.length > 0);
    expect(lacking.map(({ id }) => id)).toEqual([
      'people',
      'journeys',
      'repeats',
      'trend',
      'waits',
      'groups',
      'unseen',
      'quality',
    ]);
    expect(sectionOf([], 'journeys').missing).toEqual([
      'throughline journeys',
      'throughline release work/figures/journeys',
    ]);
  });

  it('take the newest release of a kind, and victims before other roles', () => {
    const [older, newer] = [overlaps([['all people', 10]]), overlaps([['all people', 20]])];
    const suspects = { ...overlaps([['all people', 30]]), roles: ['suspect'] };
    const found = assess([older, newer, suspects], base);
    expect(found.headlines[0]!.sentence).toMatch(/^20 distinct/);
    const others = found.sections.find(({ id }) => id === 'others')!;
    expect(others.figures.flatMap(({ table }) => table.rows)).toEqual([['all people', 30]]);
    const ids = found.sections.flatMap(({ figures }) => figures.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('say who approves by the agreement, and that no approval is recorded', () => {
    expect(sectionOf([], 'basis').text).toContain(
      `The agreement names as approver of what leaves: ${base.agreement.outputs.approver}. This program records no approval.`,
    );
  });

  it('name agencies by their service, alone, together and along a route', () => {
    const [combination, route] = [
      sectionOf([overlaps([['health + police', 7]])], 'people'),
      sectionOf([routes([['police → health → other routes', 9]])], 'journeys'),
    ];
    expect(combination.figures[0]!.table.rows).toEqual([['Health + Police', 7]]);
    expect(route.figures[0]!.table.rows).toEqual([['Police → Health → other routes', 9]]);
  });

  it('draw flows that are sums of the routes shown, as many in as out', () => {
    const { figures } = sectionOf(
      [
        routes([
          ['police', 50],
          ['police → health', 20],
          ['police → health → police', 7],
          ['health', '[c]'],
          ['all people', 81],
        ]),
      ],
      'journeys',
    );
    const chart = figures[0]!.chart!.html;
    const numbers = [...chart.matchAll(/>(\d+)<\/text>/g)].map(([, number]) => Number(number));
    expect(numbers.toSorted((a, b) => a - b)).toEqual([7, 7, 20, 27, 50]);
    expect(chart).not.toMatch(/>[^<]*\b81\b[^<]*</);
  });

  it('leave no cell blank in a column of intervals that some rows have and others have not', () => {
    const some = withInterval(
      overlaps([
        ['police only', 600],
        ['all people', 1600],
      ]),
      ['all people'],
      { lower: 1520, upper: 1680 },
    );
    expect(sectionOf([some], 'people').figures[0]!.table.rows).toEqual([
      ['Police only', 600, '[x]', '[x]'],
      ['all people', 1600, 1520, 1680],
    ]);
  });

  it('draw agencies in one order in every column, after where nothing follows', () => {
    const { figures } = sectionOf(
      [
        routes([
          ['health → police', 30],
          ['police → health', 20],
          ['police', 40],
          ['police → other routes', 6],
        ]),
      ],
      'journeys',
    );
    const drawn = figures[0]!.chart!.html.matchAll(/<text x="(\d+)" y="([\d.]+)">([A-Za-z][^<]*)</g);
    const labels = [...drawn].map(([, x, y, label]) => ({ x: Number(x), y: Number(y), label: label! }));
    const columns = [...new Set(labels.map(({ x }) => x))].toSorted((a, b) => a - b);
    const inOrder = columns.map((column) =>
      labels.filter(({ x }) => x === column).toSorted((a, b) => a.y - b.y),
    );
    expect(inOrder.map((column) => column.map(({ label }) => label))).toEqual([
      ['Police', 'Health'],
      ['no other agency', 'Police', 'Health', 'other routes'],
      ['no further agency'],
    ]);
  });

  it('hold groups against the population, and say of how many it is known', () => {
    const byAge = source({
      id: 'demographic-share',
      table: 'figures',
      dimensions: ['age-group'],
      measures: [
        ...shares,
        { kind: 'rate', name: 'rate', title: 'for every 10,000 people', of: 'people', per: 10_000 },
      ],
      rows: [
        [
          ['16-24'],
          {
            people: 30,
            'share-of-known': { rate: 75, lower: 59.8, upper: 85.8 },
            rate: { rate: 10, lower: 7, upper: 14 },
          },
        ],
        [
          ['25-34'],
          {
            people: 10,
            'share-of-known': { rate: 25, lower: 14.2, upper: 40.2 },
            rate: { rate: 1.1, lower: 0.5, upper: 2 },
          },
        ],
        [['all known'], { people: 40, 'share-of-known': '[z]', rate: '[x]' }],
      ],
    });
    const populations = [30_000, 90_000, undefined];
    const [rows, tables, measures] = [byAge.shown.rows, byAge.shown.tables, byAge.shown.measures];
    const completeness = {
      table: 'completeness',
      key: ['age_group'],
      values: { completeness: { rate: 80, lower: 66.3, upper: 89.1 } },
    };
    const withPopulation: Source = {
      ...byAge,
      shown: {
        ...byAge.shown,
        tables: [
          ...tables,
          {
            id: 'completeness',
            title: 'How complete',
            dimensions: [{ name: 'column', title: 'column' }],
            measures: ['completeness'],
          },
        ],
        measures: [
          ...measures,
          { kind: 'share', name: 'completeness', title: 'share known', part: 'known', whole: 'every' },
        ],
        rows: [
          ...rows.map((row, at) =>
            populations[at] === undefined ? row : { ...row, population: populations[at] },
          ),
          completeness,
        ],
      },
    };
    const { text, figures } = sectionOf([withPopulation], 'groups');
    expect(text).toContain('The age group is known for 80.0 % of people.');
    expect(text.join(' ')).not.toContain('No population was given');
    const [figure] = figures;
    expect(figure!.table.columns.at(-1)).toEqual({ name: 'population', title: 'population', kind: 'count' });
    expect(figure!.table.rows.map((row) => row.at(-1))).toEqual([30_000, 90_000, '']);
    expect(figure!.chart!.html).toContain('share of the population');
    expect(sectionOf([byAge], 'groups').text.join(' ')).toContain('No population was given');
  });

  it('say how much is known by the counts of the table where the share of it is withheld', () => {
    const bySex = (known: number | '[c]') => {
      const one = source({
        id: 'demographic-share',
        table: 'figures',
        dimensions: ['recorded-sex'],
        measures: shares,
        rows: [
          [['female'], { people: 83, 'share-of-known': '[c]' }],
          [['all known'], { people: known, 'share-of-known': '[z]' }],
          [['all'], { people: 119, 'share-of-known': '[z]' }],
        ],
      });
      const completeness = { table: 'completeness', key: ['recorded-sex'], values: { completeness: '[c]' } };
      const rows = [...one.shown.rows, completeness as (typeof one.shown.rows)[number]];
      return sectionOf([{ ...one, shown: { ...one.shown, rows } }], 'groups').text;
    };
    expect(bySex(110)).toContain('The recorded sex is known for 110 of 119 people.');
    expect(bySex(110).join(' ')).not.toContain('withheld');
    expect(bySex('[c]')).toContain('For what share of people the recorded sex is known is withheld.');
  });

  it('have a sentence where a chart would be of nothing but symbols', () => {
    const chartOf = (police: number | '[c]') =>
      sectionOf([overlaps([['police only', police]])], 'people').figures[0]!.chart!.html;
    expect(chartOf('[c]')).toContain('There is nothing to draw');
    expect(chartOf('[c]')).not.toContain('<svg');
    expect(chartOf(9)).toContain('<svg');
  });

  it('count symbols and say what each means', () => {
    const { figures, text } = sectionOf(
      [
        overlaps([
          ['police only', '[c]'],
          ['all people', 9],
        ]),
      ],
      'withheld',
    );
    expect(figures[0]!.table.rows).toEqual([['Figures of overlap', 2, 1]]);
    expect(text).toContain('[c] confidential: withheld so that nobody can be found.');
  });
});

describe('tables', () => {
  it('leave out the ends of an interval that no row has, and no others', () => {
    const columnsOf = (from: number | '[x]', to: number | '[x]') => {
      const timed = source({
        id: 'journeys',
        table: 'route',
        dimensions: ['route'],
        measures: ['days', 'days-from', 'days-to'].map((name) => ({
          kind: 'median' as const,
          name,
          title: name.replace('days-', ''),
          over: 'people',
        })),
        rows: [[['police'], { days: 7, 'days-from': from, 'days-to': to }]],
      });
      return sectionOf([timed], 'journeys').figures[0]!.table.columns.map(({ name }) => name);
    };
    expect(columnsOf('[x]', '[x]')).toEqual(['route', 'days']);
    expect(columnsOf(3, 9)).toEqual(['route', 'days', 'days-from', 'days-to']);
    expect(columnsOf(3, '[x]')).toEqual(['route', 'days', 'days-from', 'days-to']);
  });

  it('have numbers as numbers, ends of intervals in columns of their own, and symbols where numbers are withheld', () => {
    const change: ShownFigures['measures'] = [
      { kind: 'count', name: 'people', title: 'people', keep: 1 },
      { kind: 'change', name: 'change', title: 'change', of: 'people', before: 'before' },
    ];
    const quarters = source({
      id: 'referrals-people-repeats',
      table: 'figures',
      dimensions: ['period'],
      measures: change,
      rows: [
        [['Q1 2025/26'], { people: 1234, change: '[z]' }],
        [['Q2 2025/26'], { people: '[c]', change: '[c]' }],
        [['Q3 2025/26'], { people: 20, change: { rate: -98.4, lower: -99, upper: null } }],
      ],
    });
    const [figure] = sectionOf([quarters], 'trend').figures;
    expect(tableCsv(figure!.table, false)).toBe(
      'period,people,change,change-from,change-to\nQ1 2025/26,1234,[z],[z],[z]\nQ2 2025/26,[c],[c],[c],[c]\nQ3 2025/26,20,-98.4,-99,[z]\n',
    );
    const page = pageOf([quarters]);
    expect(page).toContain('<td class="number">1,234</td>');
    expect(page).toContain('<td class="number">−98.4</td><td class="number">−99.0 upwards</td>');
  });

  it('of a draft say in every row that they are not controlled', () => {
    const csv = tableCsv(
      overlaps([['police only', 3]]) &&
        sectionOf([overlaps([['police only', 3]])], 'people').figures[0]!.table,
      true,
    );
    expect(csv).toBe('control,combination,people\nNOT CONTROLLED,Police only,3\n');
  });
});

describe('labels of any kind', () => {
  it.each(HOSTILE)('stay text: %j', (label) => {
    const sources = labelled([label]);
    const page = pageOf(sources);
    expect(tagsOf(page).filter((tag) => ['script', 'img', 'iframe', 'link', 'object'].includes(tag))).toEqual(
      [],
    );
    // Whatever is opened is closed, and by nothing that a label says.
    for (const tag of ['title', 'style', 'text', 'table']) {
      expect(page.split(`</${tag}>`).length).toBe(page.match(new RegExp(`<${tag}[ >]`, 'g'))!.length + 1);
    }
    expect(page).not.toMatch(/[\u202a-\u202e]/);
    const csv = tableCsv(sectionOf(sources, 'others').figures[0]!.table, false);
    expect(csv.split('\n')[1]).not.toMatch(/^"?[=+@-]/);
  });

  it('of any letters give a page with the same elements', () => {
    const plain = tagsOf(
      pageOf([
        source({ id: 'anything', table: 'figures', dimensions: ['group'], rows: [[['a'], { people: 5 }]] }),
      ]),
    );
    assert(
      property(string({ unit: 'grapheme', maxLength: 40 }), (label) => {
        const one = source({
          id: 'anything',
          table: 'figures',
          dimensions: ['group'],
          rows: [[[label], { people: 5 }]],
        });
        expect(tagsOf(pageOf([one]))).toEqual(plain);
      }),
      { numRuns: 30 },
    );
  });
});

describe('figures at the edges', () => {
  it('all withheld still make a page', () => {
    const page = pageOf(EDGES.withheld);
    expect(page).toContain('is withheld');
    expect(page).toContain('[c]');
  });

  it('of one agency, and of two people, make a page', () => {
    expect(pageOf(EDGES.oneAgency)).toContain('9 distinct people');
    expect(pageOf(EDGES.twoPeople)).not.toMatch(/\b2 (?:distinct )?people/);
  });

  it('of forty types of event draw the routes that most people took, and list all', () => {
    const { text, figures } = sectionOf(EDGES.fortyTypes, 'journeys');
    expect(text.join(' ')).toContain('It has the 40 routes that most people took');
    expect(figures[0]!.table.rows.length).toBe(41);
    expect(figures[0]!.chart!.html).not.toContain('type 0');
    expect(pageOf(EDGES.fortyTypes).length).toBeLessThan(3_000_000);
  });

  it('of nothing at all make a page', () => {
    expect(pageOf([])).toContain('no figures yet');
  });
});

describe('figures that somebody named alike', () => {
  it('have files and ids of their own', () => {
    const counts = (id: string, dimensions: string[], people: number) =>
      source({
        id,
        table: 'figures',
        dimensions,
        rows: [[dimensions.map(() => 'a'), { people }]],
      });
    const { sections } = assess(
      [counts('share', ['age-group'], 7), counts('share-age', ['group'], 8), counts('withheld', [], 9)],
      base,
    );
    const ids = sections.flatMap(({ figures }) => figures.map(({ id }) => id));
    expect(ids).toEqual(
      expect.arrayContaining(['share-age-group', 'share-age-group-2', 'withheld-2', 'powers']),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keep their names where only tables that are not shown are named alike', () => {
    const [one, other] = ['a', 'b'].map((dimension) =>
      withInterval(
        source({ id: 'share', table: 'figures', dimensions: [dimension], rows: [[['x'], { people: 7 }]] }),
        ['x'],
        { lower: 5, upper: 9 },
      ),
    );
    const ids = assess([one!, other!], base).sections.flatMap(({ figures }) => figures.map(({ id }) => id));
    expect(ids).toEqual(expect.arrayContaining(['share-a', 'share-b']));
  });
});

describe('the page', () => {
  it('loads nothing, runs nothing, and leads only to itself and its tables', () => {
    const page = pageOf([
      overlaps([
        ['police only', 7],
        ['all people', 7],
      ]),
    ]);
    expect(page).toMatch(/default-src 'none'; style-src 'sha256-[^']+'/);
    expect(page).not.toMatch(/<script|javascript:|\son\w+=|\ssrc=|\sstyle=|url\(|@import/);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to!);
    expect(
      links.filter((to) => !/^#[a-z0-9-]+$|^report\/[0-9a-f]{16}\/[a-z0-9-]+\.(?:csv|ods|xlsx)$/.test(to)),
    ).toEqual([]);
    const ids = new Set([...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
    expect(links.filter((to) => to.startsWith('#') && !ids.has(to.slice(1)))).toEqual([]);
    expect([...page.matchAll(/\sid="([^"]*)"/g)].length).toBe(ids.size);
  });

  it('is the same for the same', () => {
    const sources = [
      overlaps([
        ['police only', 7],
        ['all people', 7],
      ]),
      routes([['police', 7]]),
    ];
    expect(pageOf(sources)).toBe(pageOf(sources));
  });

  it('says the date, the agreement, the data, the program, the log and the digests it rests on', () => {
    const page = pageOf([overlaps([['all people', 7]])]);
    for (const said of [
      '1 June 2026',
      base.agreement.about.id,
      base.agreement.digest,
      '12 entries',
      'throughline 0',
      '1'.repeat(64),
      '2'.repeat(64),
    ])
      expect(page).toContain(said);
  });

  it('of a draft says so in its title and at the top of every page, and one of released figures does not', () => {
    const released = overlaps([['all people', 3]]);
    const { control: _, ...exact } = { ...released.shown, controlled: false };
    const draft = pageOf([{ ...released, shown: exact }]);
    expect(draft).toContain(`<title>${DRAFT}`);
    expect(draft).toContain(`<aside class="draft" aria-label="Draft">${DRAFT}</aside>`);
    expect(draft).toMatch(/@media print \{[\s\S]*\.draft \{ position: fixed;/);
    expect(pageOf([released])).not.toContain('class="draft"');
  });

  it('says first where one organisation plays several parts', async () => {
    const { agreement } = base;
    const parties = agreement.parties.map((party) => ({ ...party, organisation: 'One Council' }));
    const page = pageOf([], { agreement: { ...agreement, parties } });
    expect(page.indexOf('One Council')).toBeLessThan(page.indexOf('Contents'));
  });
});

describe('the workbook', () => {
  it('has a cover, the definitions, and each table on a sheet of its own, as the CSV has it', () => {
    const people = overlaps([
      ['police only', 7],
      ['health only', '[c]'],
    ]);
    const assessment = assess([people, routes([['police', 7]])], base);
    const { sheets, date, creator } = workbookOf(assessment);
    expect([date, creator]).toEqual(['2026-06-01', 'Needs assessment team']);
    const figures = assessment.sections.flatMap((section) => section.figures);
    expect(sheets.map(({ name }) => name)).toEqual([
      'Cover',
      'Definitions',
      ...figures.map(({ id }) => id.replaceAll('-', '_')),
    ]);
    const sheet = sheets.find(({ name }) => name === 'overlap_combination')!;
    expect(sheet.table!.rows).toEqual([
      ['Police only', 7],
      ['Health only', '[c]'],
    ]);
    expect(odsOf(workbookOf(assessment))).toEqual(odsOf(workbookOf(assessment)));
  });

  it('gives sheets of long names names that differ', () => {
    const long = ['one', 'two'].map((group) =>
      source({
        id: `x${'y'.repeat(40)}`,
        table: `table-${group}`,
        dimensions: [group],
        rows: [[['a'], { people: 9 }]],
      }),
    );
    const names = workbookOf(assess(long, base)).sheets.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.length > 31)).toEqual([]);
  });

  it('of a draft says so on every sheet', () => {
    const released = overlaps([['all people', 3]]);
    const { control: _, ...exact } = { ...released.shown, controlled: false };
    const { sheets } = workbookOf(assess([{ ...released, shown: exact }], base));
    expect(sheets.filter(({ lines }) => lines[0]!.text !== DRAFT)).toEqual([]);
  });
});
