/**
 * What a report says, as data. The page, the CSV files and whatever else is made of a report are all written from it, so
 * that no figure is put into words twice.
 */
import type { Html } from '../pages/index.ts';

export interface Assessment {
  readonly title: string;
  /** The name of the party that makes it. */
  readonly publisher: string;
  /** `YYYY-MM-DD`. */
  readonly madeOn: string;
  /** Made of exact figures: every page of whatever is made of it has to say so. */
  readonly isDraft: boolean;
  /** What has to be said before anything else. */
  readonly notices: readonly string[];
  /** When it was made, under which agreement, from what, with which program. */
  readonly facts: readonly Fact[];
  readonly headlines: readonly Headline[];
  /** What has to be read beside every headline, as sentences. */
  readonly cautions: readonly string[];
  readonly sections: readonly Section[];
  readonly definitions: readonly Definition[];
}

export interface Fact {
  readonly term: string;
  readonly text: string;
  /** A digest that belongs to it. */
  readonly digest?: string;
}

/** A finding in one sentence. */
export interface Headline {
  readonly sentence: string;
  /** How sure it is, as a sentence; not there where nothing may be shown. */
  readonly interval?: string;
  /** The id of its {@link Definition}. */
  readonly definition: string;
}

export interface Section {
  /** Unique, of letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What has to be read before anything else in it. */
  readonly verdict?: string;
  /** The sentences of its headlines. */
  readonly findings?: readonly string[];
  /** Paragraphs; several texts together are a list. */
  readonly text: readonly (string | readonly string[])[];
  readonly figures: readonly Figure[];
  /** Commands that would bring in what is missing, in order. */
  readonly missing: readonly string[];
}

export interface Figure {
  /** Unique, of letters, digits and hyphens: the name of the CSV file. */
  readonly id: string;
  readonly chart?: Html;
  readonly table: Table;
  /** The id of its {@link Definition}; not there where the report counts itself. */
  readonly definition?: string;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A number, already rounded as far as it is shown; or a text, a mark such as `[c]` among them. */
export type Cell = string | number;

export interface Column {
  /** In small letters, digits and hyphens, unique in its table. */
  readonly name: string;
  readonly title: string;
  readonly kind: 'text' | 'count' | 'percent' | 'number' | 'ratio';
  /** An end of the 95 % interval of the nearest column before that is none. */
  readonly bound?: 'from' | 'to';
  /** Of interest to who works on with the numbers, and left out where there is little room. */
  readonly aside?: boolean;
}

/** Where a figure comes from. */
export interface Definition {
  readonly id: string;
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly text: readonly string[];
}
