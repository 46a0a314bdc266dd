/**
 * Charts as SVG, drawn when a page is written: plain numbers, symbols and labels in, HTML out. The room knows nothing of
 * what is counted. Charts read in black and white, on a telephone and on A4; a number that may not be shown is a symbol
 * before it comes here, and whatever stands for it has one size.
 */
export { type BarChart, type BarRow, barChart } from './bars.ts';
export { type DotChart, type DotPoint, type DotRow, dotChart } from './dots.ts';
export type { Break } from './plane.ts';
export { type SankeyChart, sankeyChart } from './sankey.ts';
export type { SankeyLink, SankeyNode } from './sankey-layout.ts';
export { type SurvivalChart, type SurvivalSeries, survivalChart } from './survival.ts';
export { type LineChart, type LineSeries, lineChart } from './trend.ts';
export type { ChartText, Interval, Mark } from './types.ts';
export { type UpsetChart, type UpsetCombination, type UpsetSet, upsetChart } from './upset.ts';
