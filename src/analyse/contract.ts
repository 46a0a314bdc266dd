/** The tables that an indicator's query may read: a contract with whoever writes one. */

export interface ContractTable {
  readonly name: string;
  readonly holds: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly holds: string }[];
}

const column = (name: string, type: string, holds: string) => ({ name, type, holds });

/**
 * `events` has besides these a column for every attribute that an agency's events carry, by the agreement's name with
 * underscores for hyphens, all text; one that `needs` or `may-use` names is there in any case.
 */
export const CONTRACT: readonly ContractTable[] = [
  {
    name: 'events',
    holds:
      'one row an event that can be counted: dated, not in the future, linked, and with nobody on both sides. Beside ' +
      'these columns it has one for each attribute, by the agreement’s name with underscores; text that says nothing is NULL',
    columns: [
      column('person', 'VARCHAR', 'person id'),
      column('agency', 'VARCHAR', 'id of the agency'),
      column(
        'service',
        'VARCHAR',
        'its service as the agreement has it: police, health, housing, childrens, ...',
      ),
      column('day', 'DATE', 'the day; the 15th where only the month is known'),
      column('end_day', 'DATE', 'the day it ended, never before it began'),
      column('month_only', 'BOOLEAN', 'whether only the month is known'),
      column('type', 'VARCHAR', 'what happened; empty where not said'),
      column('role', 'VARCHAR', 'victim, suspect, convicted, witness, child, other; empty where not said'),
      column('outcome', 'VARCHAR', 'what became of it'),
      column('risk', 'VARCHAR', 'the grade of a risk assessment'),
      column('kase', 'VARCHAR', 'ties the rows of one case at one agency'),
      column('household', 'VARCHAR', 'ties the rows of one household at one agency'),
      column('counterparty', 'VARCHAR', 'person id of the other side; its reference where it has no link'),
    ],
  },
  {
    name: 'presentations',
    holds:
      'one row a presentation of a person in one of the roles that are counted: all rows of one case at one agency, or of ' +
      'one day where there is no case',
    columns: [
      column('person', 'VARCHAR', 'person id'),
      column('agency', 'VARCHAR', 'id of the agency'),
      column('service', 'VARCHAR', 'its service'),
      column('day', 'DATE', 'the first day of the case'),
      column('type', 'VARCHAR', 'the type of its first event'),
    ],
  },
  {
    name: 'incidents',
    holds:
      'one row a police incident of a person in one of the roles that are counted, the first row of its case. ' +
      'Applications under the disclosure scheme and the stages of a programme (types that begin with ' +
      '"Disclosure scheme" or "Programme") are no incidents',
    columns: [column('*', 'as events', 'every column of events')],
  },
  {
    name: 'incident_rows',
    holds:
      'every row of those incidents, where one case has several: one for each person on the other side, or each type',
    columns: [column('*', 'as events', 'every column of events')],
  },
  {
    name: 'period',
    holds: 'one row: the period that is counted, the window or a part of it',
    columns: [
      column('first_day', 'DATE', 'its first day'),
      column('last_day', 'DATE', 'its last day, itself counted'),
    ],
  },
  {
    name: 'roles',
    holds: 'the roles that are counted',
    columns: [column('role', 'VARCHAR', 'a role')],
  },
];

/** What a query has to give, in whole sentences. */
export const QUERY_RULES: readonly string[] = [
  'The query is one SELECT. It gives a row for each that is counted, with a column person (the person id), a column day ' +
    '(which puts the row inside or outside the period), and the columns that measures and grouping name.',
  'It may give rows outside the period, which are left out; it may look back over the whole record.',
  "A row rests on the events of its person and of that person's cases and households alone, because error of linkage is " +
    'reckoned by counting those people again; what is counted once, such as a couple, has the same person in all its rows.',
  'It reads these tables and no file; a grouping column never holds a person, a case or a day.',
];
