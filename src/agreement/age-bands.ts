/**
 * Named age bands, in whole years, both ends inclusive; the last has no upper end.
 *
 * `needs-assessment` is this project's own: it cuts at 16, where the Domestic Abuse Act 2021 s1 begins
 * to count abuse between people personally connected, and at 18 and 25, where services change hands;
 * from 25 it runs in tens. `child-adult` is for small areas, where finer bands would show a person.
 */
export interface AgeBand {
  readonly label: string;
  readonly from: number;
  readonly to?: number;
}

const bands = (...starts: number[]): readonly AgeBand[] =>
  starts.map((from, index) => {
    const next = starts[index + 1];
    return next === undefined
      ? { label: `${from}+`, from }
      : { label: `${from}-${next - 1}`, from, to: next - 1 };
  });

export const AGE_BANDS: Readonly<Record<string, readonly AgeBand[]>> = {
  'needs-assessment': bands(0, 5, 10, 16, 18, 25, 35, 45, 55, 65, 75, 85),
  'child-adult': bands(0, 18),
};

/** The label of the band that holds `age` (whole years), or undefined for an age outside every band. */
export function ageBand(name: string, age: number): string | undefined {
  if (!Number.isInteger(age) || age < 0) return undefined;
  return AGE_BANDS[name]?.find((band) => age >= band.from && age <= (band.to ?? Infinity))?.label;
}
