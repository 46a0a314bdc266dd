/**
 * The catalogue of indicators: what is counted, over whom, when, by whose definition, and the query that does it, one
 * file each. Reading and checking files; no file of events is opened here and nothing is counted.
 */
export { type Catalogue, catalogue, type Entry, findIndicator, shippedIndicators } from './catalogue.ts';
export { parseIndicator, readIndicator } from './read.ts';
export {
  type Benchmark,
  type Indicator,
  isCounted,
  type MeasureSpec,
  type PublishedFigure,
  type WorkedExample,
} from './types.ts';
