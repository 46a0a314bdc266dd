/** Organisations that play more than one part: what the agreement has to accept by name. */
import { sameOrganisation } from './check-agreement.ts';
import type { Agreement, Part } from './types.ts';

export interface Combination {
  readonly organisation: string;
  readonly parts: readonly Part[];
  readonly parties: readonly string[];
  /** Whether linkage.combined-parts names it. */
  readonly accepted: boolean;
}

/** Every organisation that plays more than one part; each report has to say so first. */
export function combinations(agreement: Agreement): Combination[] {
  const found: Combination[] = [];
  for (const { organisation } of agreement.parties) {
    if (found.some((known) => sameOrganisation(known.organisation, organisation))) continue;
    const own = agreement.parties.filter((party) => sameOrganisation(party.organisation, organisation));
    const parts = [...new Set(own.map((party) => party.part))];
    if (parts.length < 2) continue;
    const named = agreement.linkage['combined-parts'].some(
      (entry) =>
        sameOrganisation(entry.organisation, organisation) &&
        parts.every((part) => entry.parts.includes(part)),
    );
    found.push({ organisation, parts, parties: own.map((party) => party.id), accepted: named });
  }
  return found;
}

/** What every output has to say first where one organisation plays several parts. */
export const combinationSentences = (agreement: Agreement): string[] =>
  combinations(agreement).map(({ organisation, parts, accepted }) => {
    const standing = accepted ? 'which every party accepted by name' : 'which the agreement DOES NOT accept';
    const danger =
      parts.includes('agency') && parts.includes('linkage-unit')
        ? 'together they could test guesses against every token'
        : 'together they see what the agreement otherwise keeps apart';
    return `NOTE: ${organisation} plays several parts (${parts.join(', ')}), ${standing}: ${danger}.`;
  });
