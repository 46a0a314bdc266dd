/** What is to be solved, as data. */

/** A number to be found, between two bounds, either of which may be endless. */
export interface Variable {
  readonly lower: number;
  readonly upper: number;
  /** Whether only whole numbers will do. */
  readonly whole: boolean;
}

export interface Term {
  /** The variable's place in {@link Programme.variables}. */
  readonly variable: number;
  readonly factor: number;
}

/** `lower` ≤ Σ factor·variable ≤ `upper`; a bound may be endless, and each variable stands in one term at most. */
export interface Row {
  readonly terms: readonly Term[];
  readonly lower: number;
  readonly upper: number;
}

export interface Programme {
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

/** What to make as small, or as large, as the programme allows. */
export interface Objective {
  readonly direction: 'least' | 'greatest';
  readonly terms: readonly Term[];
}
