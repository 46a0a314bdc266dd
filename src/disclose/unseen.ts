/** What may be shown of an estimate of unseen people: rounded, and only where it may be published. */
import { type Interval, rounded, type Unseen } from '../estimate/index.ts';

interface People extends Interval {
  readonly people: number;
}

/** All people, and those of them on no list, with 95 % intervals. */
export interface ShownEstimate {
  readonly all: People;
  readonly unseen: People;
  /** What they are rounded to; absent inside the workspace. */
  readonly roundedTo?: number;
  /** Whether what missed links add was taken off. */
  readonly corrected: boolean;
}

/** The estimate as it may leave, or why it may not. */
export type ControlledEstimate = { readonly estimate: ShownEstimate } | { readonly withheld: Withheld };

/** There is none; it may not be published; or no rounding hides the small counts behind it. */
export type Withheld = 'no estimate' | 'verdict' | 'small counts';

/**
 * Rounds the estimate so far that it tells no small count. Withheld where the verdict is not to publish, and where
 * only a rounding that leaves nothing of it would do.
 */
export function controlEstimate(unseen: Unseen): ControlledEstimate {
  const exact = exactEstimate(unseen);
  if (exact === undefined) return { withheld: 'no estimate' };
  if (unseen.verdict === 'do not publish') return { withheld: 'verdict' };
  const step = unseen.estimate?.step;
  if (step === undefined) return { withheld: 'small counts' };
  const atStep = ({ people, lower, upper }: People): People => {
    const [total, low, high] = rounded({ total: people, lower, upper }, step);
    return { people: total, lower: low, upper: high };
  };
  return {
    estimate: {
      all: atStep(exact.all),
      unseen: atStep(exact.unseen),
      roundedTo: step,
      corrected: exact.corrected,
    },
  };
}

/** The estimate as it is, for the analyst inside the workspace. */
export function uncontrolledEstimate(unseen: Unseen): ControlledEstimate {
  const estimate = exactEstimate(unseen);
  return estimate === undefined ? { withheld: 'no estimate' } : { estimate };
}

function exactEstimate({ estimate, seen }: Unseen): ShownEstimate | undefined {
  if (estimate === undefined) return undefined;
  const { total, interval } = estimate.corrected ?? estimate;
  const without = (people: number): number => Math.max(0, people - seen);
  return {
    all: { people: total, ...interval },
    unseen: { people: without(total), lower: without(interval.lower), upper: without(interval.upper) },
    corrected: estimate.corrected !== undefined,
  };
}

const WITHHELD: Readonly<Record<Withheld, string>> = {
  'no estimate': 'There is no estimate.',
  verdict: 'The estimate is withheld, as it may not be published.',
  'small counts': 'The estimate is withheld: rounded as far as it had to be, nothing of it is left.',
};

export const whyWithheld = (withheld: Withheld): string => WITHHELD[withheld];
