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
