/**
 * Spreadsheets that anybody can open: tables with text around them as OpenDocument and as Excel workbooks. Knows nothing
 * of what the tables are about. A workbook has one table a sheet, marked as such, no merged cells, numbers as numbers,
 * and no formula, whatever a text begins with.
 */
export { odsOf } from './ods.ts';
export type { Cell, Column, Line, Sheet, SheetTable, Workbook } from './types.ts';
export { xlsxOf } from './xlsx.ts';
