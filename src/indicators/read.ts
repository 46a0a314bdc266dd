/** Reading indicator files: each held to the schema, and to what a schema cannot say. */
import { basename } from 'node:path';
import { type Problem, parseYaml, readYaml, shape, type YamlFile } from '../agreement/index.ts';
import { compiledSchema } from '../files/index.ts';
import { type Indicator, isCounted, type MeasureSpec } from './types.ts';

/**
 * Reads one indicator file. Throws what reading YAML throws, and `YAML_INVALID` with every mistake by line and
 * column: against the schema, a file that is not named after its id, a measure that rests on one that is not there, or
 * has the name of a column that every table has.
 */
export const readIndicator = async (path: string): Promise<Indicator> =>
  checked(await readYaml(path), basename(path));

/** {@link readIndicator} for text in hand. */
export const parseIndicator = (text: string, file: string): Indicator => checked(parseYaml(text, file), file);

function checked(yaml: YamlFile, file: string): Indicator {
  const indicator = shape(compiledSchema<{ indicator: Indicator }>('indicator').indicator, yaml);
  const problems = [
    ...(file === `${indicator.id}.yaml`
      ? []
      : [{ path: ['id'], sentence: 'the file must be named after the id, with .yaml at its end' }]),
    ...measureProblems(indicator),
    ...groupingProblems(indicator),
  ];
  if (problems.length > 0) throw yaml.fail(problems);
  return indicator;
}

function measureProblems({
  measures,
  sums = [],
  subsets = [],
  benchmarks = [],
  window,
}: Indicator): Problem[] {
  const counted = new Set(measures.filter(isCounted).map(({ name }) => name));
  const all = new Set(measures.map(({ name }) => name));
  const missing = (names: readonly (string | undefined)[]): boolean =>
    names.some((name) => name !== undefined && !counted.has(name));
  return [
    ...measures.flatMap((measure, index): Problem[] => {
      const { name, share, ratio, rate, over } = measure;
      const path = ['measures', index];
      const found: Problem[] = [];
      if (measures.findIndex((other) => other.name === name) !== index) {
        found.push({ path: [...path, 'name'], sentence: 'a measure before it has this name' });
      }
      if (isTaken(measure, measures)) {
        found.push({ path: [...path, 'name'], sentence: 'a column of the table has this name already' });
      }
      if (missing([...(share ?? []), ...(ratio ?? []), rate, over])) {
        found.push({
          path,
          sentence: 'it rests on a measure that is not one of the counts, sums and distinct',
        });
      }
      if (measure['looks-back'] === true && window['look-back'] === undefined) {
        found.push({ path, sentence: 'it looks back, and the window does not say how many months' });
      }
      return found;
    }),
    ...sums.flatMap(({ total, parts }, index): Problem[] =>
      missing([total, ...parts])
        ? [{ path: ['sums', index], sentence: 'it names a measure that is not counted' }]
        : [],
    ),
    ...subsets.flatMap((pair, index): Problem[] =>
      missing(pair) ? [{ path: ['subsets', index], sentence: 'it names a measure that is not counted' }] : [],
    ),
    ...benchmarks.flatMap(({ measure }, index): Problem[] =>
      all.has(measure)
        ? []
        : [{ path: ['benchmarks', index, 'measure'], sentence: 'there is no such measure' }],
    ),
  ];
}

/** The columns that a table has besides those of its measures. */
const OWN_COLUMNS = [
  'known',
  'every',
  'before',
  'of',
  'change',
  'share-of-known',
  'completeness',
  'interval',
];
/** Those that follow the name of a median or mean. */
const ENDS = ['from', 'to', 'linkage'];

const isTaken = ({ name, rate }: MeasureSpec, measures: readonly MeasureSpec[]): boolean =>
  OWN_COLUMNS.includes(name) ||
  (name === 'rate' && rate === undefined) ||
  measures.some(
    (other) =>
      (other.median !== undefined || other.mean !== undefined) &&
      ENDS.some((end) => name === `${other.name}-${end}`),
  );

function groupingProblems({ grouping, by = [], example }: Indicator): Problem[] {
  const unknown = (columns: readonly string[]): boolean =>
    columns.some((column) => !grouping.includes(column));
  return [
    ...(unknown(by) ? [{ path: ['by'], sentence: 'it names a column that is not among grouping' }] : []),
    ...(unknown(example.by ?? [])
      ? [{ path: ['example', 'by'], sentence: 'it names a column that is not among grouping' }]
      : []),
  ];
}
