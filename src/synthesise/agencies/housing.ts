/**
 * The housing extract: homelessness applications in the terms of the H-CLIC return (Department for Levelling
 * Up, Housing and Communities). Windows-1252, semicolon, CRLF, DD-MMM-YYYY, the applicant's name in one
 * column as SURNAME, Forename.
 */
import type { Application } from '../events.ts';
import { note } from '../notes.ts';
import { localId } from '../numbers.ts';
import { type Desk, dateIn, type FileShape, nameOn } from './agency.ts';

export const HOUSING_FILE: FileShape = {
  name: 'housing.csv',
  header: [
    'Household Ref',
    'Applicant ID',
    'Main Applicant',
    'Applicant Name',
    'Previous Surname',
    'Date of Birth',
    'Gender',
    'Ethnic Group',
    'Last Settled Address',
    'Last Settled Postcode',
    'Telephone',
    'Email',
    'Application Date',
    'Main Reason for Loss of Settled Home',
    'Duty Owed',
    'Tenure at Application',
    'Children in Household',
    'Accommodation Outcome',
    'Date Duty Ended',
    'Area of New Accommodation',
    'Case Notes',
  ],
  delimiter: ';',
  lineEnd: '\r\n',
  encoding: 'windows-1252',
};

const GENDERS = { F: 'Female', M: 'Male', '': 'Not known' } as const;
const date = dateIn('DD-MMM-YYYY');

/** The row of one application by one applicant. */
export function housingRows({ shop, register }: Desk, application: Application): string[][] {
  const { person, day, placed } = application;
  const card = register.card(person, day, application.lastSettled);
  return [
    [
      localId('HH', application.case),
      card.id,
      application.main ? 'Yes' : 'No',
      `${card.surname}, ${card.forename}${card.middle === '' ? '' : ` ${card.middle}`}`,
      card.formerSurname,
      card.birth,
      GENDERS[card.sex],
      card.ethnicity.housing,
      card.address,
      card.postcode,
      card.phone,
      card.email,
      date(day),
      application.reason,
      application.duty,
      application.tenure,
      String(application.children),
      application.outcome,
      date(application.ended),
      placed === undefined ? '' : placed.local ? 'In area' : 'Out of area',
      note(shop.random, [nameOn(card)]),
    ],
  ];
}
