/**
 * The police export: one row for each person and role in an incident, as crime and incident systems give it.
 * UTF-8 with a byte order mark, comma, CRLF, DD/MM/YYYY. Self-defined ethnicity (16+1 codes) is missing on
 * nearly two rows in three, as one published needs assessment found. Roles are VIC and SUS in domestic abuse
 * incidents, AGP (aggrieved) and ACC (accused) in any other.
 */
import { partsOf } from '../calendar.ts';
import type { Card } from '../card.ts';
import type { Incident } from '../events.ts';
import { note } from '../notes.ts';
import { localId, pncId } from '../numbers.ts';
import type { Person } from '../people.ts';
import type { Workshop } from '../person.ts';
import { type Desk, dateIn, type FileShape, isProtected, nameOn, yesIf } from './agency.ts';

export const POLICE_FILE: FileShape = {
  name: 'police.csv',
  header: [
    'PERSON_URN',
    'INCIDENT_NO',
    'ROLE',
    'SURNAME',
    'FORENAME_1',
    'FORENAME_2',
    'ALIAS_SURNAME',
    'DOB',
    'SEX',
    'SELF_DEFINED_ETHNICITY',
    'ADDRESS',
    'POSTCODE',
    'PHONE',
    'PNC_ID',
    'INCIDENT_DATE',
    'OFFENCE',
    'DA_FLAG',
    'DASH_RISK',
    'MARAC_REFERRAL',
    'MARAC_RESULT',
    'CHILDREN_IN_HOME',
    'OTHER_URN',
    'OUTCOME',
    'PROTECTED',
    'CONFIDENTIAL_ADDRESS',
    'NOTES',
  ],
  delimiter: ',',
  lineEnd: '\r\n',
  encoding: 'utf-8-bom',
};

const PNC_SHARE = { suspect: 0.55, victim: 0.06 };
const ABUSE_ROLES = { victim: 'VIC', suspect: 'SUS' } as const;
const OTHER_ROLES = { victim: 'AGP', suspect: 'ACC' } as const;
const date = dateIn('DD/MM/YYYY');

/** The rows of one incident. */
export function policeRows({ shop, register }: Desk, incident: Incident): string[][] {
  const { random } = shop;
  const { victim, suspect, day } = incident;
  const cards = [victim, suspect].map((person) => person && register.card(person, day));
  const names = cards.flatMap((card) => (card === undefined ? [] : [nameOn(card)]));
  const row = (person: Person, card: Card, role: 'victim' | 'suspect', other: Card | undefined): string[] => [
    card.id,
    localId('NM', incident.case),
    (incident.abuse ? ABUSE_ROLES : OTHER_ROLES)[role],
    card.surname,
    card.forename,
    card.middle,
    card.formerSurname,
    card.birth,
    card.sex === '' ? 'U' : card.sex,
    card.ethnicity.police,
    card.address,
    card.postcode,
    card.phone,
    card.numbered ? pncOf(shop, person, role, incident) : '',
    date(day),
    incident.offence,
    yesIf(incident.abuse),
    incident.risk === undefined ? '' : RISKS[incident.risk],
    yesIf(incident.marac !== undefined),
    incident.marac === undefined ? '' : incident.marac === 'heard' ? 'Heard' : 'Declined',
    incident.abuse ? String(incident.children) : '',
    other?.id ?? '',
    incident.outcome,
    isProtected(person),
    card.confidential ? 'Y' : '',
    note(random, names),
  ];
  const [ofVictim, ofSuspect] = cards;
  return [
    ...(victim && ofVictim ? [row(victim, ofVictim, 'victim', ofSuspect)] : []),
    ...(suspect && ofSuspect ? [row(suspect, ofSuspect, 'suspect', ofVictim)] : []),
  ];
}

const RISKS = { standard: 'S', medium: 'M', high: 'H' } as const;

/** Given at the first arrest or charge, and kept. */
function pncOf(shop: Workshop, person: Person, role: 'victim' | 'suspect', incident: Incident): string {
  person.numbers.pnc ??= shop.random.chance(PNC_SHARE[role])
    ? pncId(shop.dealt.pncIds++, partsOf(incident.day).year - shop.random.below(8))
    : '';
  return person.numbers.pnc;
}
