/** An agreement to begin with: right in form, every field explained, and permitting nothing until it is made true and signed. */
import { readFileSync } from 'node:fs';
import { TO_BE_WRITTEN } from '../agreement/index.ts';
import { unusable } from '../errors.ts';
import { loadPreset, presetFor, presetYaml } from './presets.ts';

interface ServiceFacts {
  readonly name: string;
  readonly gateway: readonly string[];
  /** A competent authority under Part 3 of the Data Protection Act 2018. */
  readonly competent?: boolean;
  /** Its records are held in confidence at common law. */
  readonly confidence?: boolean;
}

interface OtherParty {
  readonly id: string;
  readonly name: string;
  readonly part: string;
  readonly controller: string;
  readonly gateway: readonly string[];
}

const { services: KNOWN, others: OTHERS } = JSON.parse(
  readFileSync(new URL('starter.json', import.meta.url), 'utf8'),
) as { readonly services: Readonly<Record<string, ServiceFacts>>; readonly others: readonly OtherParty[] };

/** Services that an agreement can be begun with. */
export const STARTER_SERVICES: readonly string[] = Object.keys(KNOWN);

/**
 * The services that somebody names, commas between, in any spelling: `Adult social care`. Nothing named is all.
 *
 * @throws unusable `STARTER_SERVICES` for fewer than two services or an unknown one
 */
export function servicesNamed(text: string): readonly string[] {
  const named = text
    .split(/[,;]/)
    .map((name) =>
      name
        .trim()
        .toLowerCase()
        .replaceAll("'", '')
        .replace(/[\s_]+/g, '-'),
    )
    .filter((name) => name !== '');
  if (named.length === 0) return STARTER_SERVICES;
  const chosen = [...new Set(named)];
  const unknown = chosen.find((service) => KNOWN[service] === undefined);
  if (unknown === undefined && chosen.length > 1) return chosen;
  throw unusable(
    'STARTER_SERVICES',
    unknown === undefined
      ? 'an agreement needs two services at least'
      : `there is nothing to begin with for a service called ${unknown}`,
    {
      hint: `name two or more of: ${STARTER_SERVICES.join(', ')}${unknown === undefined ? '' : '; for another service begin with one of these, and change its id, name, service (other) and law in the agreement'}`,
    },
  );
}

export interface StarterOptions {
  /** As {@link servicesNamed} gives them. */
  readonly services: readonly string[];
  readonly title: string;
  readonly id: string;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** By service, the preset that its columns come from, in place of the first for it. */
  readonly presets?: Readonly<Record<string, string>>;
}

/**
 * The agreement's text.
 *
 * @throws unusable `PRESET_UNKNOWN`
 */
export function starterAgreement({
  services: chosen,
  title,
  id,
  today,
  presets = {},
}: StarterOptions): string {
  const year = Number(today.slice(0, 4));
  const dpia = (at: number): string =>
    `    dpia: { reference: "${TO_BE_WRITTEN}: impact assessment ${at}", agreement: ${id}, version: 1, date: ${today}, review: ${year + 2}-03-31 }`;
  const parties = [
    ...chosen.map((service) => partyText(service, KNOWN[service]!)),
    ...OTHERS.map((other) => otherText(other)),
  ];
  const law = [
    ...chosen.map((service, at) => [...lawText(service, KNOWN[service]!), dpia(at + 1)].join('\n')),
    ...OTHERS.map((other, at) => [...otherLaw(other), dpia(chosen.length + at + 1)].join('\n')),
  ];
  const window = `events-from: ${year - 4}-04-01, events-to: ${year + 1}-03-31`;
  const flows = [
    ...chosen.flatMap((service) => [
      `  - { from: ${service}, to: linkage-unit, what: tokens, purpose: needs-assessment, frequency: quarterly }`,
      `  - { from: ${service}, to: analyst, what: events, purpose: needs-assessment, frequency: quarterly, ${window} }`,
    ]),
    '  - { from: linkage-unit, to: analyst, what: links, purpose: needs-assessment, frequency: quarterly }',
    ...[...chosen, 'auditor'].map(
      (to) => `  - { from: analyst, to: ${to}, what: figures, purpose: needs-assessment, frequency: yearly }`,
    ),
  ];
  const columns = chosen.map((service) => {
    const named = presets[service];
    const preset = named === undefined ? presetFor(service) : loadPreset(named);
    return `  ${service}:\n${indented(preset === undefined ? PLAIN_COLUMNS : presetYaml(preset))}`;
  });
  return `# An information sharing agreement to begin with. It is right in form and permits nothing until it is made true
# and signed: nobody can sign it while a text begins with ${TO_BE_WRITTEN}. Change what else is not so with you: every
# name, power, date and column. Then:
#   throughline agreement check      says what is missing still, and what to do next
#   throughline agreement show       shows it in plain words
# The law it names is there to show where law is named. It is not legal advice: have it checked.
throughline: 1

# What the agreement is called, and when it holds. Whoever changes a word after signing makes another agreement.
about:
  id: ${id}
  version: 1
  title: ${JSON.stringify(title)}
  # The id of an agreement that this one takes the place of, or null.
  supersedes: null
  # draft while it is being made; active when the keys are in it and everybody may sign.
  status: draft
  effective: ${today}T00:00:00Z
  review: ${year + 2}-03-31
  expires: ${year + 3}-03-31T23:59:59Z

# Who takes part. part is agency (has records), linkage-unit (links tokens, never holds the key), analyst (counts) or
# auditor (checks logs). One organisation plays one part. controller is what data protection law calls it. A
# competent authority is one under Part 3 of the Data Protection Act 2018, such as a police force.
parties:
${parties.join('\n')}
# Under each party, as "throughline party new" there prints them; approvers, at an agency, are second persons whose key
# "throughline trace key" makes. Without one nobody traces a record reference back to its rows.
#   keys:
#     log: ...
#     witness: ...
#     sealing: ...
#     approvers: [...]

# What it is all for. benefit says to whom, about says whose records, prohibited says what nobody may do with it.
purposes:
  - code: needs-assessment
    text: To know how many people domestic abuse affects, which agencies they meet, in what order, and how often.
    benefit: Help is planned where people look for it, and they need not tell their story again and again.
    about: People recorded as victims, suspects or children in domestic abuse, and others whom the agencies saw.
    prohibited:
      - Any decision about one person
      - Immigration enforcement against a victim
      - Finding out where somebody has moved to

# Why each party may, and by which power: your lawyers or data protection officer fill this in. regime is ukgdpr, or part3
# for law enforcement by a competent authority. dpia is the data protection impact assessment that covers it.
legal-basis:
${law.join('\n')}

# What goes from whom to whom; nothing else may. Tokens go to the linkage unit and events to the analyst, so that
# neither sees the other's half. Only events of these days may flow.
flows:
${flows.join('\n')}

# For each agency: what each column of its extract is, and what is done to it. A column that is not named is dropped.
# "throughline profile EXTRACT --suggest" proposes this section from a file of yours.
#   identifier: names a person; only ever becomes tokens       event: what happened, and when
#   attribute: describes the person or the event               flag: marks who is to be left out
#   treat: keep (as it is), code (by the map), band, month, district, area, reference, drop
# "throughline explain columns" lists all that may stand here.
columns:
${columns.join('\n')}
# How records are linked. scheme and standard-form say which version of the rules; leave them.
linkage:
  scheme: standard-1
  standard-form: 1
  residual-encodings: false
  # Organisations that may play two parts, if all agree; best none.
  combined-parts: []
  # The check value that "throughline key new" prints at the agency that makes the project key.
  # key-check: "..."

# What may leave the analyst's room as a number.
outputs:
  preset: local-5
  smallest-count: 5
  rounding: none
  secondary-suppression: true
  smallest-journey-group: 5
  # What is done with small counts. suppression hides them, and what they could be worked out from. cell-key puts noise on
  # every count instead, the same for the same people everywhere, so that there are no holes and totals do not add up; it
  # is for count, overlap and repeats alone, and needs perturbation-table: noise-5 (no count of 1 to 4 is shown, noise up
  # to 5) or noise-10 (none of 1 to 9, up to 10). Once something was released under one, the other cannot follow.
  method: suppression
  # Who says yes to a release.
  approver: "${TO_BE_WRITTEN}: a role, such as head of information governance"

# How long each kind of package is kept, in days, and how it is destroyed.
retention:
  - { kind: tokens, days: 90, destroyed-by: deletion }
  - { kind: events, days: 365, destroyed-by: deletion }
  - { kind: links, days: 365, destroyed-by: deletion }
  - { kind: figures, days: 730, destroyed-by: deletion }
`;
}

/** Columns to begin with where no preset is for the service. */
const PLAIN_COLUMNS = `# No preset is for this service: these lines only show the form.
PERSON_ID: { identifier: local-person-id }
SURNAME: { identifier: surname }
FORENAME: { identifier: forename }
DOB: { identifier: date-of-birth, format: DD/MM/YYYY }
POSTCODE: { identifier: postcode }
EVENT_DATE: { event: date, treat: keep, format: DD/MM/YYYY }
type: { event: type, value: Contact }
role: { event: role, value: victim }
age group: { attribute: age-group, treat: band, bands: needs-assessment, from: DOB }
`;

const partyText = (service: string, { name, competent }: ServiceFacts): string => `  - id: ${service}
    name: ${JSON.stringify(name)}
    organisation: ${JSON.stringify(`${TO_BE_WRITTEN}: the organisation of ${name}`)}
    part: agency
    service: ${service}
    controller: controller
    competent-authority: ${competent ?? false}
    contact: ${JSON.stringify(`${TO_BE_WRITTEN}: a shared mailbox or office of ${name}`)}`;

const otherText = ({ id, name, part, controller }: OtherParty): string => `  - id: ${id}
    name: ${JSON.stringify(name)}
    organisation: ${JSON.stringify(`${TO_BE_WRITTEN}: the organisation of ${name}`)}
    part: ${part}
    controller: ${controller}
    competent-authority: false
    contact: ${JSON.stringify(`${TO_BE_WRITTEN}: a shared mailbox or office of ${name}`)}`;

function lawText(service: string, { competent, confidence, gateway }: ServiceFacts): string[] {
  const conditions =
    competent === true
      ? ['    regime: part3', '    section-35: [35(2)(b)]', '    section-36: [36(4)]', '    schedule-8: [4]']
      : ukGdpr(true);
  return [
    `  - party: ${service}`,
    '    purpose: needs-assessment',
    ...conditions,
    `    gateway: [${gateway.map((power) => JSON.stringify(power)).join(', ')}]`,
    ...(confidence === true
      ? [
          `    confidence: { basis: section-251, reference: "${TO_BE_WRITTEN}: number of the approval", national-data-opt-out: applied }`,
        ]
      : []),
  ];
}

const ukGdpr = (special: boolean): string[] => [
  '    regime: ukgdpr',
  '    article-6: [6(1)(e)]',
  ...(special
    ? ['    article-9: [{ condition: 9(2)(g), schedule-1: 18 }]', '    article-10: [{ schedule-1: 18 }]']
    : []),
];

const otherLaw = ({ id, part, gateway }: OtherParty): string[] => [
  `  - party: ${id}`,
  '    purpose: needs-assessment',
  ...ukGdpr(part !== 'auditor'),
  `    gateway: [${gateway.map((power) => JSON.stringify(power)).join(', ')}]`,
];

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
