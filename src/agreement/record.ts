/**
 * Rows for the record of processing activities that UK GDPR Article 30 and DPA 2018 s61 ask of each controller and
 * processor: what the agreement can say of it. What it cannot (a data protection officer's name, transfers abroad)
 * is for the party to add.
 */
import { planColumns } from './columns.ts';
import { powers, provisions, REGIMES } from './law-words.ts';
import { markedColumns } from './legal-basis.ts';
import type { Agreement, Flow, LegalBasis, Party } from './types.ts';

/** Headings of the record, in its order, with the provision that asks for each. */
export const PROCESSING_COLUMNS = {
  party: 'Party',
  organisation: 'Organisation (Art 30(1)(a), s61(2)(a))',
  standing: 'Controller or processor',
  contact: 'Contact',
  otherControllers:
    'Joint controllers, or controllers acted for (Art 30(1)(a), 30(2)(a), s61(2)(b), s61(4)(b))',
  purpose: 'Purpose (Art 30(1)(b), s61(2)(d))',
  people: 'Whose data (Art 30(1)(c), s61(2)(f))',
  data: 'Categories of data (Art 30(1)(c), s61(2)(f))',
  marked: 'Special-category and criminal-offence data',
  sources: 'Where it comes from',
  recipients: 'Recipients (Art 30(1)(d), s61(2)(e))',
  regime: 'Regime',
  provisions: 'Legal basis (s61(2)(i))',
  powers: 'Power to share',
  assessment: 'Impact assessment',
  retention: 'Kept for (Art 30(1)(f), s61(2)(j))',
  security: 'Security (Art 30(1)(g), s61(2)(k))',
  agreement: 'Agreement',
} as const;

export type ProcessingRow = Readonly<Record<keyof typeof PROCESSING_COLUMNS, string>>;

const SECURITY =
  'identities replaced by keyed hashes at the source; shares sealed to their recipient; every operation in a tamper-evident log; small counts withheld';

/** One row for each party and legal basis; a party with none has one row for each purpose of its flows. */
export function processingRecord(agreement: Agreement): readonly ProcessingRow[] {
  return agreement.parties.flatMap((party) => {
    const bases = agreement['legal-basis'].filter((basis) => basis.party === party.id);
    const purposes = [...new Set(flowsOf(agreement, party).map(({ purpose }) => purpose))].filter(
      (purpose) => !bases.some((basis) => basis.purpose === purpose),
    );
    return [
      ...bases.map((basis) => rowOf(agreement, party, basis.purpose, basis)),
      ...purposes.map((purpose) => rowOf(agreement, party, purpose, undefined)),
    ];
  });
}

const flowsOf = ({ flows }: Agreement, { id }: Party): Flow[] =>
  flows.filter(({ from, to }) => from === id || to === id);

function rowOf(
  agreement: Agreement,
  party: Party,
  code: string,
  basis: LegalBasis | undefined,
): ProcessingRow {
  const { about, parties, purposes, retention } = agreement;
  const flows = flowsOf(agreement, party).filter(({ purpose }) => purpose === code);
  const purpose = purposes.find((known) => known.code === code);
  const nameOf = (id: string): string => parties.find((known) => known.id === id)?.name ?? id;
  const incoming = flows.filter(({ to }) => to === party.id);
  const outgoing = flows.filter(({ from }) => from === party.id);
  const kinds = new Set(flows.map(({ what }) => what));
  return {
    party: party.id,
    organisation: party.organisation,
    standing: party.controller.replaceAll('-', ' '),
    contact: party.contact,
    otherControllers: othersOf(agreement, party, flows),
    purpose: purpose?.text ?? code,
    people: purpose?.about ?? '',
    data: dataOf(agreement, party, incoming),
    marked: markedOf(agreement, [...(party.part === 'agency' ? [party.id] : []), ...eventSenders(incoming)]),
    sources: listed([
      ...(party.part === 'agency' ? ['own records'] : []),
      ...incoming.map(({ from, what }) => `${what} from ${nameOf(from)}`),
    ]),
    recipients: listed(outgoing.map(({ to, what }) => `${what} to ${nameOf(to)}`)),
    regime: basis === undefined ? '' : REGIMES[basis.regime],
    provisions: basis === undefined ? '' : listed(provisions(basis)),
    powers: basis === undefined ? '' : listed(powers(basis)),
    assessment: basis === undefined ? '' : `${basis.dpia.reference}, review by ${basis.dpia.review}`,
    retention: listed(
      retention
        .filter(({ kind }) => kinds.has(kind as Flow['what']))
        .map(({ kind, days }) => `${kind} ${days} days`),
    ),
    security: SECURITY,
    agreement: `${about.id} version ${about.version}`,
  };
}

const listed = (items: readonly string[]): string => [...new Set(items)].join('; ');

function othersOf({ parties }: Agreement, party: Party, flows: readonly Flow[]): string {
  const near = new Set(flows.flatMap(({ from, to }) => [from, to]));
  const wanted = party.controller === 'processor' ? 'controller' : 'joint-controller';
  if (party.controller === 'controller') return '';
  return listed(
    parties
      .filter(({ id, controller }) => id !== party.id && near.has(id) && controller === wanted)
      .map(({ organisation }) => organisation),
  );
}

const eventSenders = (flows: readonly Flow[]): string[] =>
  flows.filter(({ what }) => what === 'events').map(({ from }) => from);

function dataOf(agreement: Agreement, party: Party, incoming: readonly Flow[]): string {
  if (party.part !== 'agency') return listed(incoming.map(({ what }) => what));
  return listed(
    planColumns(agreement.columns[party.id] ?? {}).flatMap(({ as }) => {
      if (as.kind === 'identifier') return [as.identifier];
      if (as.kind === 'event') return [`event ${as.field}`];
      return as.kind === 'attribute' ? [as.name] : [];
    }),
  );
}

const markedOf = (agreement: Agreement, agencies: readonly string[]): string =>
  listed(
    agencies.flatMap((agency) =>
      markedColumns(agreement, agency).map(
        ({ column, category }) => `${agency} ${column}: ${category.replace('-', ' ')}`,
      ),
    ),
  );
