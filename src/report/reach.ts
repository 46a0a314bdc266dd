/**
 * What the agreement does not let figures see of an agency's record. The agreement's dates are known to all its parties;
 * the day of an agency's first event may be known to nobody else, and is never asked for here.
 */
import type { Agreement } from '../agreement/index.ts';
import { dayWords, type Names } from './words.ts';

interface Window {
  readonly from: string;
  readonly to: string;
}

/** One sentence for each end of a window that events of an agency may not be shared up to. */
export function outOfReach(
  { flows }: Pick<Agreement, 'flows'>,
  names: Names,
  windows: readonly Window[],
): string[] {
  return [...names].flatMap(([agency, name]) => {
    const own = flows.filter(({ from, what }) => from === agency && what === 'events');
    // One package serves every flow of events, so it holds only what all of them let be shared.
    const first = own
      .flatMap((flow) => flow['events-from'] ?? [])
      .toSorted()
      .at(-1);
    const last = own.flatMap((flow) => flow['events-to'] ?? []).toSorted()[0];
    return [
      ...(first !== undefined && windows.some(({ from }) => from < first)
        ? [
            `The agreement lets ${name} share events from ${dayWords(first)} on: where a window begins earlier, nothing that this agency recorded before that day is counted, and neither journeys through it nor repeats at it can be seen from before then.`,
          ]
        : []),
      ...(last !== undefined && windows.some(({ to }) => last < to)
        ? [
            `The agreement lets ${name} share events up to ${dayWords(last)}: where a window ends later, nothing that this agency recorded after that day is counted, and neither journeys through it nor repeats at it can be seen from then on.`,
          ]
        : []),
    ];
  });
}
