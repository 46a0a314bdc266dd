/**
 * Names by origin: which there are, and how often each is given.
 *
 * `names/*.json` hold the common names of each origin in rough order of frequency, forenames by the years in
 * which they were given, and syllables from which rarer surnames are composed, so that a large population has
 * the long tail of surnames that real ones have. The lists and their order are this project's own judgement,
 * not a copy of any register.
 */
import { readFileSync } from 'node:fs';
import { byRank, type Random, Weighted } from './random.ts';

export type Sex = 'F' | 'M';

/** How a name passes on in a family: see `family-names.ts`. */
export type Custom = 'family' | 'gendered' | 'begum' | 'singh-kaur' | 'father' | 'two' | 'kept';

/** One name-origin group. */
export interface Origin {
  /** Short name, e.g. `polish`: the group in the truth. */
  readonly id: string;
  readonly custom: Custom;
  readonly ethnicities: Weighted<string>;
  forename(random: Random, sex: Sex, birthYear: number): string;
  surname(random: Random): string;
}

interface NameFile {
  readonly label: string;
  /** Share of families, in parts of the sum over all files. */
  readonly share: number;
  readonly custom: Custom;
  /** Police codes of self-defined ethnicity, with weights. */
  readonly ethnicity: Readonly<Record<string, number>>;
  readonly female: readonly { readonly bornFrom: number; readonly names: readonly string[] }[];
  readonly male: readonly { readonly bornFrom: number; readonly names: readonly string[] }[];
  readonly surnames: readonly string[];
  /** One list of syllables for each place in a composed surname; `-` is none. */
  readonly rareSurnames: readonly (readonly string[])[];
}

const FILES = [
  'british',
  'irish',
  'welsh',
  'caribbean',
  'polish',
  'ukrainian',
  'romanian',
  'south-asian-muslim',
  'sikh',
  'hindu',
  'arabic',
  'west-african',
  'east-african',
  'chinese',
  'portuguese',
  'turkish',
] as const;

const FORENAME_FLATNESS = 14;
const SURNAME_FLATNESS = 18;
const RARE_FLATNESS = 30;
/** Share of families whose surname is composed rather than listed. */
const RARE_SHARE = 0.3;

/** Names in a list of lines: words apart by spaces, `_` for a space within a name. */
const namesIn = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => line.split(' ')).map((name) => name.replaceAll('_', ' '));

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./names/${name}.json`, import.meta.url), 'utf8'));

/** Every origin, drawn by share. */
export function readOrigins(): Weighted<Origin> {
  const files = FILES.map((id) => ({ id, file: read(id) as NameFile }));
  return new Weighted(
    files.map(({ id, file }) => origin(id, file)),
    files.map(({ file }) => file.share),
  );
}

function origin(id: string, file: NameFile): Origin {
  const eras = (sex: Sex) =>
    (sex === 'F' ? file.female : file.male).map(({ bornFrom, names }) => {
      const list = namesIn(names);
      return { bornFrom, names: new Weighted(list, byRank(list.length, FORENAME_FLATNESS)) };
    });
  const forenames = { F: eras('F'), M: eras('M') };
  const common = namesIn(file.surnames);
  const surnames = new Weighted(common, byRank(common.length, SURNAME_FLATNESS));
  const rare = composed(file.rareSurnames);
  return {
    id,
    custom: file.custom,
    ethnicities: Weighted.of(file.ethnicity),
    forename(random, sex, birthYear) {
      const own = forenames[sex].findLast(({ bornFrom }) => bornFrom <= birthYear) ?? forenames[sex][0]!;
      return own.names.draw(random);
    },
    surname: (random) => (random.chance(RARE_SHARE) ? rare(random) : surnames.draw(random)),
  };
}

/** Surnames made of syllables. The rank decides how common one is, and a fixed shuffle which one has the rank. */
function composed(parts: readonly (readonly string[])[]): (random: Random) => string {
  const syllables = parts.map((lines) =>
    namesIn(lines).map((syllable) => (syllable === '-' ? '' : syllable)),
  );
  const count = syllables.reduce((product, list) => product * list.length, 1);
  const ranks = new Weighted(
    Array.from({ length: count }, (_, rank) => rank),
    byRank(count, RARE_FLATNESS),
  );
  const factor = coprimeNear(Math.floor(count * 0.618), count);
  return (random) => {
    let at = (ranks.draw(random) * factor) % count;
    let name = '';
    for (const list of syllables) {
      name += list[at % list.length]!;
      at = Math.floor(at / list.length);
    }
    return name;
  };
}

function coprimeNear(start: number, count: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let factor = Math.max(1, start);
  while (divisor(factor, count) !== 1) factor++;
  return factor;
}

/** Other ways to write a name: a short or pet form, and a different spelling of the same name. */
export interface Variants {
  readonly nicknames: ReadonlyMap<string, readonly string[]>;
  readonly spellings: ReadonlyMap<string, readonly string[]>;
}

export function readVariants(): Variants {
  const file = read('variants') as { nicknames: readonly string[]; spellings: readonly string[] };
  const nicknames = new Map<string, string[]>();
  const spellings = new Map<string, string[]>();
  for (const line of file.nicknames) {
    const [formal = '', ...others] = line.split(' ');
    nicknames.set(formal, [...(nicknames.get(formal) ?? []), ...others]);
  }
  for (const line of file.spellings) {
    const all = line.split(' ');
    for (const name of all) {
      const others = all.filter((other) => other !== name);
      spellings.set(name, [...(spellings.get(name) ?? []), ...others]);
    }
  }
  return { nicknames, spellings };
}
