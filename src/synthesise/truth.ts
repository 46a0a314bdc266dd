/**
 * The truth, kept apart from the extracts: who the people are (without their names) and whose each local id is.
 * A person is in it when at least one agency knows them.
 */
import { join } from 'node:path';
import { csvLine, type FileDigest, type FileWriter, openForWriting } from '../files/index.ts';
import { partsOf } from './calendar.ts';
import type { Household, Person } from './people.ts';
import type { AgencyId } from './profiles.ts';
import type { Pair } from './story.ts';

const PEOPLE_HEADER = [
  'person',
  'household',
  'origin',
  'sex',
  'birth_year',
  'relation',
  'twin_of',
  'siblings',
  'same_name_as',
  'abuse',
  'moved',
  'protected',
];
const RECORDS_HEADER = ['agency', 'local_id', 'person'];

/** Somebody's local id at an agency. */
export interface Registration {
  readonly agency: AgencyId;
  readonly id: string;
  readonly person: Person;
}

const padded = (prefix: string, count: number): string => `${prefix}${String(count).padStart(7, '0')}`;

/** Writes `people.csv` and `records.csv` as households come. */
export class TruthFiles {
  readonly #people: FileWriter;
  readonly #records: FileWriter;
  #peopleText = csvLine(PEOPLE_HEADER);
  #recordsText = csvLine(RECORDS_HEADER);
  #count = 0;

  private constructor(people: FileWriter, records: FileWriter) {
    this.#people = people;
    this.#records = records;
  }

  static async open(directory: string): Promise<TruthFiles> {
    const people = await openForWriting(join(directory, 'people.csv'));
    return new TruthFiles(people, await openForWriting(join(directory, 'records.csv')));
  }

  /** Adds a household's known people; `number` is the household's running number. */
  add(
    household: Household,
    number: number,
    pair: Pair | undefined,
    registrations: readonly Registration[],
  ): void {
    const known = household.people.filter((person) => registrations.some((entry) => entry.person === person));
    const ids = new Map(known.map((person) => [person, padded('P', ++this.#count)]));
    for (const person of known) {
      const others = known.filter((other) => other !== person);
      this.#peopleText += csvLine([
        ids.get(person)!,
        padded('H', number),
        person.origin.id,
        person.sex,
        String(partsOf(person.born).year),
        person.relation,
        idOf(ids, person.twins && others.find(({ twins }) => twins === person.twins)),
        others
          .filter((other) => areSiblings(person, other))
          .map((other) => ids.get(other))
          .join(' '),
        idOf(
          ids,
          others.find((other) => sameName(person, other)),
        ),
        abuseOf(person, pair),
        person.homes.length > 1 ? 'yes' : 'no',
        person.protected ? 'yes' : 'no',
      ]);
    }
    for (const { agency, id, person } of registrations) {
      this.#recordsText += csvLine([agency, id, ids.get(person)!]);
    }
  }

  async relieve(): Promise<void> {
    if (this.#recordsText.length < 1 << 16) return;
    const [people, records] = [this.#peopleText, this.#recordsText];
    this.#peopleText = '';
    this.#recordsText = '';
    await this.#people.write(people);
    await this.#records.write(records);
  }

  async end(): Promise<{ people: FileDigest; records: FileDigest }> {
    await this.#people.write(this.#peopleText);
    await this.#records.write(this.#recordsText);
    return { people: await this.#people.end(), records: await this.#records.end() };
  }

  async abandon(): Promise<void> {
    await this.#people.abandon();
    await this.#records.abandon();
  }
}

const idOf = (ids: ReadonlyMap<Person, string>, person: Person | undefined): string =>
  (person && ids.get(person)) ?? '';

/** The children of one household, and adult siblings who share it. */
function areSiblings(a: Person, b: Person): boolean {
  const young = (person: Person) => person.relation === 'child' || person.relation === 'adult child';
  return (young(a) && young(b)) || (a.relation === 'adult sibling' && b.relation === 'adult sibling');
}

const sameName = (a: Person, b: Person): boolean =>
  a.forename === b.forename && a.surnames[0]!.is === b.surnames[0]!.is;

function abuseOf(person: Person, pair: Pair | undefined): string {
  if (pair === undefined || (person !== pair.victim && person !== pair.suspect)) return 'none';
  if (pair.mutual) return 'both';
  return person === pair.victim ? 'victim' : 'suspect';
}
