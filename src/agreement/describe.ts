/** An agreement in words, for people who will never open the file. */
import { AGE_BANDS } from './age-bands.ts';
import { type ColumnPlan, planColumns } from './columns.ts';
import { combinations } from './combinations.ts';
import { NOT_LEGAL_ADVICE } from './law.ts';
import { confidenceWords, powers, provisions, REGIMES } from './law-words.ts';
import { markedColumns } from './legal-basis.ts';
import { signatureStates } from './signatures.ts';
import type { Agreement, DataCategory, Flow, LegalBasis, LooksLike, Party } from './types.ts';

export interface SectionTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Section {
  readonly heading: string;
  /** Sentences that say all of it. */
  readonly lines: readonly string[];
  /** The same as a table, for a page that has room for one; `lines` from `notes` on still stand under it. */
  readonly table?: SectionTable;
  readonly notes?: number;
}

/** A section whose table says what its lines say, but for the notes at their end. */
const tabled = (
  heading: string,
  table: SectionTable,
  lines: readonly string[],
  notes: readonly string[] = [],
): Section => ({ heading, lines: [...lines, ...notes], table, notes: lines.length });

/** `2026-04-01 00:00:00 UTC`, of `2026-04-01T00:00:00Z`. */
const moment = (text: string): string => text.replace('T', ' ').replace('Z', ' UTC');

/** The agreement as sections of plain sentences, in the order in which a reader wants them. */
export function describeAgreement(agreement: Agreement): readonly Section[] {
  const { about, parties, purposes, flows, outputs, retention } = agreement;
  return [
    {
      heading: `${about.title} (${about.id}, version ${about.version})`,
      lines: [
        `Status: ${about.status}. In force from ${moment(about.effective)} to ${moment(about.expires)}; to be reviewed by ${about.review}.`,
        ...(about.supersedes === null ? [] : [`It replaces ${about.supersedes}.`]),
        ...combinations(agreement).map(
          ({ organisation, parts, accepted }) =>
            `${organisation} plays several parts (${parts.join(', ')}); the agreement ${accepted ? 'accepts' : 'DOES NOT accept'} this.`,
        ),
        `Digest of its content: ${agreement.digest}`,
      ],
    },
    signatureSection(agreement),
    tabled(
      'Parties',
      {
        columns: ['Party', 'Name', 'Organisation', 'Part', 'Standing', 'Contact'],
        rows: parties.map((party) => [
          party.id,
          party.name,
          party.organisation,
          spaced(party.part),
          `${spaced(party.controller)}${party['competent-authority'] ? '; competent authority (DPA 2018 s30)' : ''}`,
          party.contact,
        ]),
      },
      parties.map(partyLine),
    ),
    {
      heading: 'Purposes',
      lines: purposes.flatMap(({ code, text, benefit, about: whose, prohibited }) => [
        `${code}: ${text}`,
        `Whose data: ${whose} Benefit: ${benefit}`,
        ...(prohibited.length === 0 ? [] : [`Never for: ${prohibited.join('; ')}.`]),
      ]),
    },
    legalSection(agreement),
    tabled(
      'What goes from whom to whom',
      {
        columns: ['From', 'To', 'What', 'Purpose', 'How often', 'Events dated'],
        rows: flows.map((flow) => [
          flow.from,
          flow.to,
          flow.what,
          flow.purpose,
          spaced(flow.frequency),
          windowOf(flow).trim(),
        ]),
      },
      flows.map(flowLine),
    ),
    ...Object.keys(agreement.columns).map((agency) => columnsSection(agreement, agency)),
    {
      heading: 'How records are linked',
      lines: linkageLines(agreement),
    },
    {
      heading: 'What may leave as a number',
      lines: [
        `No count under ${outputs['smallest-count']}, no journey of fewer than ${outputs['smallest-journey-group']} people, rounding ${outputs.rounding}, secondary suppression on.`,
        ...(outputs.method === 'cell-key'
          ? [
              `Small counts are not hidden: every count has noise instead (cell-key perturbation, table ${outputs['perturbation-table']}), the same for the same people wherever they are counted.`,
            ]
          : []),
        `Approved by: ${outputs.approver}.`,
      ],
    },
    {
      heading: 'How long files are kept',
      lines: retention.map(
        (kept) =>
          `${kept.kind}: ${kept.days} days, then destroyed by ${kept['destroyed-by'].replace('-', ' ')}.`,
      ),
    },
    {
      heading: 'Suspension',
      lines: [
        'Any one party may suspend this agreement at once, alone, by a signed notice; from then it permits nothing.',
        'It is lifted only when every party has signed the lifting.',
      ],
    },
  ];
}

const spaced = (word: string): string => word.replaceAll('-', ' ');

function signatureSection(agreement: Agreement): Section {
  const states = signatureStates(agreement);
  const missing = states.filter(({ state }) => state !== 'signed').map(({ party }) => party);
  return tabled(
    'Signatures',
    {
      columns: ['Party', 'Organisation', 'Signature under this wording', 'Key'],
      rows: states.map(({ party, state, keyId }) => [
        party,
        agreement.parties.find(({ id }) => id === party)?.organisation ?? '',
        state === 'signed' ? 'signed' : state.toUpperCase(),
        keyId ?? '',
      ]),
    },
    states.map(({ party, state, keyId }) =>
      state === 'signed' ? `${party}: signed, with key ${keyId}.` : `${party}: ${state.toUpperCase()}.`,
    ),
    [
      missing.length === 0
        ? 'Every party has signed this exact wording.'
        : `Not signed by every party, so it permits nothing: ${missing.join(', ')}.`,
      'A key is trusted because the agreement names it and all the others signed that.',
    ],
  );
}

function legalSection(agreement: Agreement): Section {
  const bases = agreement['legal-basis'];
  return tabled(
    'Legal basis',
    {
      columns: [
        'Party',
        'Purpose and regime',
        'Provisions relied on',
        'Powers to share',
        'Impact assessment',
      ],
      rows: bases.map((basis) => [
        basis.party,
        `${basis.purpose}, under ${REGIMES[basis.regime]}`,
        [...provisions(basis), confidenceWords(basis) ?? ''].filter((words) => words !== '').join('\n'),
        powers(basis).join('\n'),
        `${basis.dpia.reference} of ${basis.dpia.date}, of ${basis.dpia.agreement} version ${basis.dpia.version}, review by ${basis.dpia.review}`,
      ]),
    },
    bases.flatMap(basisLines),
    [NOT_LEGAL_ADVICE],
  );
}

function columnsSection(agreement: Agreement, agency: string): Section {
  const plan = planColumns(agreement.columns[agency] ?? {});
  const marked = markedColumns(agreement, agency);
  const marks = (key: string): string =>
    marked.flatMap(({ column, category }) => (column === key ? [spaced(category)] : [])).join(', ');
  const ofCategory = (wanted: DataCategory): string[] => {
    const names = marked.flatMap(({ column, category }) => (category === wanted ? [column] : []));
    return names.length === 0 ? [] : [`Taken for ${spaced(wanted)} data: ${names.join(', ')}.`];
  };
  return tabled(
    `What happens to each column of ${agency}`,
    {
      columns: ['Column', 'What is done to it', 'Kind of data'],
      rows: plan.map((column) => [columnName(column), columnWords(column), marks(column.key)]),
    },
    plan.map(columnLine),
    [...ofCategory('special-category'), ...ofCategory('criminal-offence'), 'Any other column is dropped.'],
  );
}

function linkageLines({ linkage }: Agreement): string[] {
  const check = linkage['key-check'];
  return [
    `Match-keys: scheme ${linkage.scheme}, over version ${linkage['standard-form']} of the standard form of identifiers.`,
    `Encodings that keep similarity ${linkage['residual-encodings'] ? 'may' : 'may not'} leave an agency.`,
    check === undefined
      ? 'The project key is not named yet.'
      : `Check value of the project key, which agencies alone hold: ${check}.`,
    ...linkage['combined-parts'].map(
      ({ organisation, parts }) => `${organisation} may play several parts: ${parts.map(spaced).join(', ')}.`,
    ),
  ];
}

function partyLine({ id, name, organisation, part, controller, keys, contact }: Party): string {
  const of = organisation === name ? '' : `, of ${organisation}`;
  const missing = [keys?.log === undefined && 'log key', keys?.sealing === undefined && 'sealing key'].filter(
    Boolean,
  );
  const verb = missing.length > 1 ? 'are' : 'is';
  const lacks = missing.length === 0 ? '' : ` Its ${missing.join(' and ')} ${verb} not yet in the agreement.`;
  return `${id}: ${name}${of}; ${part.replace('-', ' ')}, ${controller.replace('-', ' ')}. Contact: ${contact}.${lacks}`;
}

function windowOf(flow: Flow): string {
  const [from, to] = [flow['events-from'], flow['events-to']];
  return [from === undefined ? '' : ` from ${from}`, to === undefined ? '' : ` to ${to}`].join('');
}

function flowLine(flow: Flow): string {
  const window = windowOf(flow);
  return `${flow.from} gives ${flow.what} to ${flow.to}, ${flow.frequency.replace('-', ' ')}, for ${flow.purpose}${
    window === '' ? '' : `; events dated${window}`
  }.`;
}

function basisLines(basis: LegalBasis): string[] {
  const { party, purpose, regime, dpia } = basis;
  const confidence = confidenceWords(basis);
  return [
    `${party} for ${purpose}, under ${REGIMES[regime]}: ${provisions(basis).join('; ')}. Power to share: ${powers(basis).join('; ')}.`,
    ...(confidence === undefined ? [] : [`${party}: ${confidence}`]),
    `${party}: impact assessment ${dpia.reference} of ${dpia.date}, of ${dpia.agreement} version ${dpia.version}, review by ${dpia.review}.`,
  ];
}

/** One column and its treatment as a sentence. */
export const columnLine = (plan: ColumnPlan): string => `${columnName(plan)}: ${columnWords(plan)}.`;

const columnName = ({ key, source }: ColumnPlan): string =>
  source === undefined || source === key ? key : `${key} (from ${source})`;

function columnWords({ value, as }: ColumnPlan): string {
  switch (as.kind) {
    case 'identifier':
      if (as.identifier === 'local-person-id') {
        return 'tells one person from another here; only a keyed reference to it is handed on';
      }
      return `${as.identifier}${as.name === undefined ? '' : ` (${as.name})`}, used for tokens only and never handed on`;
    case 'event':
      if (value !== undefined) return `the event's ${as.field}, "${value}" in every row`;
      return `the event's ${as.field}, ${treatment(as.treat, as.map)}${accepted(as)}`;
    case 'attribute':
      if (value !== undefined) return `${as.name}, "${value}" in every row`;
      return `${as.name}, ${as.treat === 'band' ? bandWords(as.bands ?? '') : treatment(as.treat, as.map)}${accepted(as)}`;
    case 'flag':
      return as.flag === 'protected'
        ? 'marks protected people, who are left out altogether'
        : 'marks sensitive addresses, which are left out';
    case 'drop':
      break;
  }
  return 'dropped';
}

const accepted = (use: { readonly 'looks-like'?: LooksLike }): string =>
  use['looks-like'] === undefined
    ? ''
    : `; values that look like an identifier are let through: ${use['looks-like'].accepted}`;

function treatment(treat: string, map: Readonly<Record<string, string>> | undefined): string {
  switch (treat) {
    case 'month':
      return 'cut to year and month';
    case 'district':
      return 'a postcode cut to its district';
    case 'area':
      return 'only whether it is the same area or another';
    case 'reference':
      return "replaced by a keyed reference under the agency's own secret";
    case 'code':
      return `coded as ${[...new Set(Object.values(map ?? {}))].filter((value) => value !== '').join(', ')}`;
    default:
      return 'kept as it is';
  }
}

const bandWords = (name: string): string =>
  `an age in bands (${(AGE_BANDS[name] ?? []).map((band) => band.label).join(', ')})`;
