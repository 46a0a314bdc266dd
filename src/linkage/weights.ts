/**
 * The model as a person reads it: for each identifier and level, how often one person's records agree so (m),
 * how often two people's do by chance (u), and the weight of evidence, log₂(m/u) (Fellegi and Sunter 1969).
 */
import type { Assigned, TokenShare } from './assign.ts';

export interface LevelWeight {
  /** The strictest level at which two agree, or `none`. */
  readonly level: string;
  readonly m: number;
  readonly u: number;
  /** Bits: above 0 for one person, below 0 against. */
  readonly weight: number;
}

export interface IdentifierWeights {
  readonly identifier: string;
  readonly levels: readonly LevelWeight[];
}

/** Weights of the identifiers that some candidate pair has on both sides; u is the mean over the agencies that have it. */
export function weightsOf(
  { plan, model, input }: Assigned,
  shares: readonly TokenShare[],
): readonly IdentifierWeights[] {
  const compared = plan.identifiers.map((_, index) =>
    input.patterns.some(({ observed }) => observed[index] !== 0),
  );
  return plan.identifiers.flatMap(({ identifier, levels }, index) => {
    if (!compared[index]) return [];
    const having = model.chance.filter((_, agency) => hasIdentifier(shares[agency]!, identifier));
    const shown = [...levels, 'none'].map((level, category): LevelWeight => {
      const m = model.same[index]![category]!;
      const u = having.reduce((sum, chance) => sum + chance[index]![category]!, 0) / having.length;
      return { level, m, u, weight: Math.log2(m / u) };
    });
    return [{ identifier, levels: shown }];
  });
}

const hasIdentifier = ({ manifest }: TokenShare, identifier: string): boolean =>
  manifest.chance.some((known) => known.identifier === identifier && known.present > 0);
