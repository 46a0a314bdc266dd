/**
 * The health extract: emergency department and safeguarding contacts. UTF-8, comma, LF, ISO dates. The NHS
 * number is on about 93 rows in a hundred, half of them written with spaces; sex and ethnic category are the
 * NHS Data Dictionary's codes.
 */
import type { Contact } from '../events.ts';
import { note } from '../notes.ts';
import type { Person } from '../people.ts';
import type { Workshop } from '../person.ts';
import { type Desk, dateIn, type FileShape, isProtected, nameOn } from './agency.ts';

export const HEALTH_FILE: FileShape = {
  name: 'health.csv',
  header: [
    'NHS Number',
    'Local Patient ID',
    'Family Name',
    'Given Name',
    'Middle Names',
    'Date of Birth',
    'Gender Code',
    'Ethnic Category',
    'Address Line 1',
    'Post Code',
    'Mobile',
    'Email',
    'Contact Date',
    'Contact Type',
    'DA Status',
    'Outcome',
    'Sensitive Record',
    'Confidential Address',
    'Clinical Summary',
  ],
  delimiter: ',',
  lineEnd: '\n',
  encoding: 'utf-8',
};

const GENDER_CODES = { F: '2', M: '1', '': 'X' } as const;
const STATUS = { victim: 'V', suspect: 'P', no: 'N' } as const;
const SPACED_SHARE = 0.5;
const date = dateIn('YYYY-MM-DD');

/** The row of one contact. */
export function healthRows({ shop, register }: Desk, contact: Contact): string[][] {
  const { person, day } = contact;
  const card = register.card(person, day);
  const nhs = nhsNumberOf(shop, person);
  const shown = shop.random.chance(SPACED_SHARE) ? nhs.replace(/(\d{3})(\d{3})/, '$1 $2 ') : nhs;
  return [
    [
      card.numbered ? shown : '',
      card.id,
      card.surname,
      card.forename,
      card.middle,
      card.birth,
      GENDER_CODES[card.sex],
      card.ethnicity.health,
      card.address,
      card.postcode,
      card.phone,
      card.email,
      date(day),
      contact.type,
      STATUS[contact.abuse],
      contact.outcome,
      isProtected(person),
      card.confidential ? 'Y' : '',
      note(shop.random, [nameOn(card)]),
    ],
  ];
}

function nhsNumberOf(shop: Workshop, person: Person): string {
  person.numbers.nhs ??= shop.nhsNumbers.next() ?? '';
  return person.numbers.nhs;
}
