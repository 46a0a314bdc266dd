/**
 * The report that people open: released figures as findings, charts, tables and definitions on one page, with every table
 * as CSV beside it. What it says is data first (`assessment.ts`); page, CSV and whatever else is made of a report are
 * written from that. It is made of figures as they were released, and never of exact ones, but for a draft that stays
 * inside.
 */

export { assess } from './assess.ts';
export type {
  Assessment,
  Cell,
  Column,
  Definition,
  Fact,
  Figure,
  Headline,
  Section,
  Table,
} from './assessment.ts';
export { type Drafted, draftReport } from './draft.ts';
export { type Issued, issueReport } from './issue.ts';
export { linkagePage, writeLinkagePage } from './linkage-page.ts';
export { reportPage } from './page.ts';
export { type Prepared, type PrepareOptions, prepare } from './prepare.ts';
export { howTo, STANDARD } from './standard.ts';
export type { Standing } from './standing.ts';
export type { Source } from './view.ts';
export { DRAFT } from './words.ts';
export { putInPlace, type Tables, tablesOf } from './write.ts';
