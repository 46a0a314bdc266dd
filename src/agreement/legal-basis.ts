/** Whether the law that an agreement names covers what flows: each regime, and each column that law keeps apart. */
import { categoriesOfName } from './law.ts';
import type { Agreement, ColumnSpec, DataCategory, Flow, LegalBasis, Party } from './types.ts';

export interface MarkedColumn {
  readonly column: string;
  readonly category: DataCategory;
}

/** Services whose kinds and outcomes of events are themselves of a category. */
const BY_SERVICE: Readonly<Record<string, DataCategory>> = {
  police: 'criminal-offence',
  probation: 'criminal-offence',
  health: 'special-category',
};

/**
 * The columns of an agency that are special-category or criminal-offence data: by an explicit mark, by the
 * words of the attribute's name, by roles that accuse (DPA 2018 s11(2)), or by the service that writes them.
 */
export function markedColumns(agreement: Agreement, agency: string): MarkedColumn[] {
  const service = agreement.parties.find(({ id }) => id === agency)?.service;
  return Object.entries(agreement.columns[agency] ?? {}).flatMap(([column, spec]) =>
    categoriesOf(spec, service).map((category) => ({ column, category })),
  );
}

function categoriesOf(spec: ColumnSpec, service: string | undefined): DataCategory[] {
  const found = new Set<DataCategory>();
  if ('category' in spec && spec.category !== undefined) found.add(spec.category);
  if (spec.attribute !== undefined)
    for (const category of categoriesOfName(spec.attribute)) found.add(category);
  if (spec.event === 'role' && accuses(spec)) found.add('criminal-offence');
  if (spec.event === 'type' || spec.event === 'outcome') {
    const category = BY_SERVICE[service ?? ''];
    if (category !== undefined) found.add(category);
  }
  return [...found];
}

/** A role that is kept as it is written could be any. */
const accuses = ({
  value,
  map,
}: {
  readonly value?: string;
  readonly map?: Readonly<Record<string, string>>;
}) =>
  (value === undefined ? Object.values(map ?? { any: 'suspect' }) : [value]).some((role) =>
    ['suspect', 'convicted'].includes(role),
  );

/** A party of a flow that needs a legal basis of its own for it, and what is there. */
export interface Reliance {
  readonly party: Party;
  readonly flow: Flow;
  readonly bases: readonly LegalBasis[];
}

/** Both ends of every flow given; a processor acts under the basis of its controllers (UK GDPR Article 28). */
export function reliances(agreement: Agreement, flows: readonly Flow[]): Reliance[] {
  return flows.flatMap((flow) =>
    [flow.from, flow.to].flatMap((id) => {
      const party = agreement.parties.find((known) => known.id === id);
      if (party === undefined || party.controller === 'processor') return [];
      const bases = agreement['legal-basis'].filter(
        (basis) => basis.party === id && basis.purpose === flow.purpose,
      );
      return [{ party, flow, bases }];
    }),
  );
}

/** The first thing that the law named leaves uncovered, in words; undefined where it covers all. */
export function uncovered(agreement: Agreement, { party, flow, bases }: Reliance): string | undefined {
  if (bases.length === 0) return `names no legal basis of ${party.id} for ${flow.purpose}`;
  const marked = flow.what === 'events' ? markedColumns(agreement, flow.from) : [];
  for (const basis of bases) {
    const missing = missingIn(basis, marked);
    if (missing !== undefined) return `names ${missing} for ${party.id} and ${flow.purpose}`;
    if (party.service === 'health' && basis.confidence === undefined) {
      return `does not say how ${party.id} meets the duty of confidence for ${flow.purpose}`;
    }
  }
  return undefined;
}

function missingIn(basis: LegalBasis, marked: readonly MarkedColumn[]): string | undefined {
  const first = (category: DataCategory) => marked.find((column) => column.category === category)?.column;
  const [special, criminal] = [first('special-category'), first('criminal-offence')];
  if (basis.regime === 'part3') {
    if (basis['section-35'] === undefined) return 'no condition of DPA 2018 s35(2)';
    const byConsent = basis['section-35'].includes('35(2)(a)');
    return special !== undefined && basis['schedule-8'] === undefined && !byConsent
      ? `no paragraph of DPA 2018 Schedule 8, which the column ${special} needs,`
      : undefined;
  }
  if (basis['article-6'] === undefined) return 'no condition of UK GDPR Article 6';
  if (special !== undefined && basis['article-9'] === undefined) {
    return `no condition of UK GDPR Article 9, which the column ${special} needs,`;
  }
  return criminal !== undefined && basis['article-10'] === undefined
    ? `nothing that meets UK GDPR Article 10, which the column ${criminal} needs,`
    : undefined;
}
