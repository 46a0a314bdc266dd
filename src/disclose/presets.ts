/**
 * The named rules an agreement can choose from. A preset is data: adding one is adding an entry and its known
 * answers.
 */

export interface Preset {
  readonly id: string;
  /** Counts from `from` to `to`, both inclusive, are hidden. `from` is 0 where even a nought is hidden. */
  readonly hides: { readonly from: 0 | 1; readonly to: number };
  /** Counts that are shown are rounded to the nearest multiple of this. */
  readonly base: number;
  readonly source: string;
}

export const PRESETS: readonly Preset[] = [
  {
    id: 'local-5',
    hides: { from: 1, to: 4 },
    base: 1,
    source: 'the common practice of local needs assessments: fewer than five is hidden',
  },
  {
    id: 'dfe-cin',
    hides: { from: 1, to: 5 },
    base: 1,
    source: 'Department for Education, Children in need statistics: 1 to 5 is hidden',
  },
  {
    id: 'nhs-hes',
    hides: { from: 1, to: 7 },
    base: 5,
    source: 'NHS England, Hospital Episode Statistics: 1 to 7 is hidden, the rest to the nearest 5',
  },
  {
    id: 'ons-10-5',
    hides: { from: 0, to: 9 },
    base: 5,
    source: 'Office for National Statistics: under 10 is hidden, the rest to the nearest 5',
  },
];
