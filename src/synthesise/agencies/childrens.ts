/**
 * The children's services extract: contacts, referrals, assessments and section 47 enquiries in the terms of
 * the children in need census (Department for Education). UTF-8, tab, CRLF, YYYYMMDD. Children from
 * school age have a UPN; parents stand beside them from the referral on, where they are recorded.
 */
import { ageOn, LAST_DAY, partsOf } from '../calendar.ts';
import type { Involvement } from '../events.ts';
import { note } from '../notes.ts';
import { localId, upn } from '../numbers.ts';
import type { Person } from '../people.ts';
import type { Workshop } from '../person.ts';
import { type Desk, dateIn, type FileShape, isProtected, nameOn, yesIf } from './agency.ts';

export const CHILDRENS_FILE: FileShape = {
  name: 'childrens.csv',
  header: [
    'PersonID',
    'FamilyID',
    'CaseID',
    'RoleInCase',
    'UPN',
    'Surname',
    'Forename',
    'FormerSurname',
    'BirthDate',
    'Sex',
    'Ethnicity',
    'Address',
    'Postcode',
    'ContactPhone',
    'Stage',
    'StartDate',
    'EndDate',
    'ReferralSource',
    'Factor3A',
    'Factor3B',
    'Factor3C',
    'OtherFactors',
    'Outcome',
    'Protected',
    'ConfidentialAddress',
    'CaseNote',
  ],
  delimiter: '\t',
  lineEnd: '\r\n',
  encoding: 'utf-8',
};

const ROLES = {
  child: 'Child',
  victim: 'Parent or carer (victim)',
  suspect: 'Parent or carer (alleged perpetrator)',
  other: 'Other adult',
} as const;
const DOMESTIC_ABUSE_FACTORS = ['3A', '3B', '3C'];
const date = dateIn('YYYYMMDD');

/** The row of one stage for one member of the family; `family` is the family's running number. */
export function childrensRows({ shop, register }: Desk, step: Involvement, family: number): string[][] {
  const { person, day, factors } = step;
  const card = register.card(person, day);
  const assessed = step.stage === 'Assessment';
  return [
    [
      card.id,
      localId('F', family),
      localId('C', step.case),
      ROLES[step.role],
      card.numbered ? upnOf(shop, person) : '',
      card.surname,
      card.forename,
      card.formerSurname,
      card.birth,
      card.sex === '' ? 'U' : card.sex,
      card.ethnicity.childrens,
      card.address,
      card.postcode,
      card.phone,
      step.stage,
      date(day),
      date(step.ended),
      step.source,
      ...DOMESTIC_ABUSE_FACTORS.map((factor) => (assessed ? yesIf(factors.includes(factor)) : '')),
      factors.filter((factor) => !DOMESTIC_ABUSE_FACTORS.includes(factor)).join(' '),
      step.outcome,
      isProtected(person),
      card.confidential ? 'Y' : '',
      note(shop.random, [nameOn(card)]),
    ],
  ];
}

/** Given on starting school; only those who are children at the end of the extracts have one on this file. */
function upnOf(shop: Workshop, person: Person): string {
  const age = ageOn(person.born, LAST_DAY);
  if (age < 5 || age > 18) return '';
  person.numbers.upn ??= upn(shop.dealt.upns++, partsOf(person.born).year + 5);
  return person.numbers.upn;
}
