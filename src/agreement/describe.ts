/** An agreement in words, for people who will never open the file. */
import { AGE_BANDS } from './age-bands.ts';
import { type ColumnPlan, planColumns } from './columns.ts';
import { combinations } from './combinations.ts';
import { NOT_LEGAL_ADVICE } from './law.ts';
import { confidenceWords, powers, provisions, REGIMES } from './law-words.ts';
import type { Agreement, Flow, LegalBasis, Party } from './types.ts';

export interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** The agreement as sections of plain sentences, in the order in which a reader wants them. */
export function describeAgreement(agreement: Agreement): readonly Section[] {
  const { about, parties, purposes, flows, columns, outputs, retention } = agreement;
  return [
    {
      heading: `${about.title} (${about.id}, version ${about.version})`,
      lines: [
        `Status: ${about.status}. In force from ${about.effective} to ${about.expires}; to be reviewed by ${about.review}.`,
        ...(about.supersedes === null ? [] : [`It replaces ${about.supersedes}.`]),
        ...combinations(agreement).map(
          ({ organisation, parts, accepted }) =>
            `${organisation} plays several parts (${parts.join(', ')}); the agreement ${accepted ? 'accepts' : 'DOES NOT accept'} this.`,
        ),
        `Digest of its content: ${agreement.digest}`,
      ],
    },
    { heading: 'Parties', lines: parties.map(partyLine) },
    {
      heading: 'Purposes',
      lines: purposes.flatMap(({ code, text, benefit, about: whose, prohibited }) => [
        `${code}: ${text}`,
        `Whose data: ${whose} Benefit: ${benefit}`,
        ...(prohibited.length === 0 ? [] : [`Never for: ${prohibited.join('; ')}.`]),
      ]),
    },
    {
      heading: 'Legal basis',
      lines: [...agreement['legal-basis'].flatMap(basisLines), NOT_LEGAL_ADVICE],
    },
    { heading: 'What goes from whom to whom', lines: flows.map(flowLine) },
    ...Object.entries(columns).map(([agency, specs]) => ({
      heading: `What happens to each column of ${agency}`,
      lines: [...planColumns(specs).map(columnLine), 'Any other column is dropped.'],
    })),
    {
      heading: 'What may leave as a number',
      lines: [
        `No count under ${outputs['smallest-count']}, no journey of fewer than ${outputs['smallest-journey-group']} people, rounding ${outputs.rounding}, secondary suppression ${outputs['secondary-suppression'] ? 'on' : 'off'}.`,
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

function flowLine(flow: Flow): string {
  const [from, to] = [flow['events-from'], flow['events-to']];
  const window = [from === undefined ? '' : ` from ${from}`, to === undefined ? '' : ` to ${to}`].join('');
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
export function columnLine({ key, source, value, as }: ColumnPlan): string {
  const name = source === undefined || source === key ? key : `${key} (from ${source})`;
  switch (as.kind) {
    case 'identifier':
      if (as.identifier === 'local-person-id') {
        return `${name}: tells one person from another here; only a keyed reference to it is handed on.`;
      }
      return `${name}: ${as.identifier}${as.name === undefined ? '' : ` (${as.name})`}, used for tokens only and never handed on.`;
    case 'event':
      if (value !== undefined) return `${name}: the event's ${as.field}, "${value}" in every row.`;
      return `${name}: the event's ${as.field}, ${treatment(as.treat, as.map)}.`;
    case 'attribute':
      if (value !== undefined) return `${name}: ${as.name}, "${value}" in every row.`;
      return `${name}: ${as.name}, ${as.treat === 'band' ? bandWords(as.bands ?? '') : treatment(as.treat, as.map)}.`;
    case 'flag':
      return as.flag === 'protected'
        ? `${name}: marks protected people, who are left out altogether.`
        : `${name}: marks sensitive addresses, which are left out.`;
    case 'drop':
      break;
  }
  return `${name}: dropped.`;
}

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
      return `coded as ${[...new Set(Object.values(map ?? {}))].join(', ')}`;
    default:
      return 'kept as it is';
  }
}

const bandWords = (name: string): string =>
  `an age in bands (${(AGE_BANDS[name] ?? []).map((band) => band.label).join(', ')})`;
