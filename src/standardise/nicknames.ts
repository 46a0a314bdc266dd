/**
 * The project's own list of names that one person goes by (see NICKNAMES.md). A name's canonical form is the
 * first, in the order of the alphabet, of the names in its group; every name is in one group at most.
 */
import { readFileSync } from 'node:fs';
import { fault } from '../errors.ts';

interface Group {
  /** `short`: short forms and equivalents of a forename. `spelling`: spellings, which hold for surnames too. */
  readonly kind: 'short' | 'spelling';
  readonly names: readonly string[];
}

/** The groups in the order of the file, each sorted. */
export const NAME_GROUPS: readonly Group[] = readGroups(
  readFileSync(new URL('./nicknames.csv', import.meta.url), 'utf8'),
);

const forenames = index(NAME_GROUPS);
const spellings = index(NAME_GROUPS.filter((group) => group.kind === 'spelling'));

/** The canonical form of a forename; a name in no group is its own. */
export const canonicalForename = (name: string): string => forenames.get(name) ?? name;

/** The canonical spelling of any name; a name in no group is its own. */
export const canonicalSpelling = (name: string): string => spellings.get(name) ?? name;

function readGroups(text: string): Group[] {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  if (header !== 'kind,names') throw badList();
  return lines.map((line) => {
    const [kind, names = ''] = line.split(',');
    if (kind !== 'short' && kind !== 'spelling') throw badList();
    return { kind, names: names.split(' ').sort() };
  });
}

function index(groups: readonly Group[]): ReadonlyMap<string, string> {
  const canonical = new Map<string, string>();
  for (const { names } of groups)
    for (const name of names) {
      if (canonical.has(name)) throw badList();
      canonical.set(name, names[0]!);
    }
  return canonical;
}

function badList() {
  return fault('NAME_LIST', 'the list of nicknames is damaged', {
    hint: 'install throughline again; the list lies beside the program',
  });
}
