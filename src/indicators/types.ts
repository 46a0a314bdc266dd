/** An indicator as its file has it; what each entry means stands in schemas/indicator.schema.json. */
import type { Role } from '../agreement/index.ts';

export interface Indicator {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly unit: string;
  readonly definition: string;
  readonly window: {
    readonly standard: 'last-12-months' | 'last-24-months' | 'whole-record';
    readonly 'look-back'?: number;
  };
  readonly roles: readonly Role[];
  readonly grouping: readonly string[];
  readonly by?: readonly string[];
  readonly denominator: string;
  readonly exclusions: readonly string[];
  readonly sources: readonly string[];
  readonly services?: readonly string[];
  readonly needs: readonly string[];
  readonly 'may-use'?: readonly string[];
  readonly periods: 'add-up' | 'overlap';
  readonly measures: readonly MeasureSpec[];
  readonly sums?: readonly { readonly total: string; readonly parts: readonly string[] }[];
  readonly subsets?: readonly (readonly [part: string, whole: string])[];
  readonly benchmarks?: readonly Benchmark[];
  readonly remarks?: readonly string[];
  readonly command?: string;
  readonly query: string;
  readonly example: WorkedExample;
  readonly published?: readonly PublishedFigure[];
}

/** One of `count`, `sum`, `distinct`, `share`, `ratio`, `rate`, `median` and `mean` is there. */
export interface MeasureSpec {
  readonly name: string;
  readonly title: string;
  readonly count?: string;
  readonly sum?: string;
  readonly distinct?: string;
  readonly where?: string;
  readonly 'at-least'?: number;
  readonly share?: readonly [part: string, whole: string];
  readonly ratio?: readonly [part: string, whole: string];
  readonly rate?: string;
  readonly per?: number;
  readonly median?: string;
  readonly mean?: string;
  readonly over?: string;
  /** Whether its total is of all different people seen in the window in these roles, or of all their presentations. */
  readonly everybody?: true;
  readonly 'looks-back'?: boolean;
}

export interface Benchmark {
  readonly measure: string;
  readonly name: string;
  readonly value: number;
}

export interface WorkedExample {
  /** `agency`, `person`, `date`, and other columns of events by the agreement's names. */
  readonly events: readonly Readonly<Record<string, string>>[];
  readonly from: string;
  readonly to: string;
  /** First day of the record; without it, the first event's. */
  readonly since?: string;
  readonly by?: readonly string[];
  readonly expect: readonly Readonly<Record<string, string | number>>[];
}

export interface PublishedFigure {
  readonly source: string;
  readonly given: Readonly<Record<string, number>>;
  readonly expect: Readonly<Record<string, number>>;
}

/** Measures that are counted, and do not follow from others. */
export const isCounted = (measure: MeasureSpec): boolean =>
  measure.count !== undefined || measure.sum !== undefined || measure.distinct !== undefined;
