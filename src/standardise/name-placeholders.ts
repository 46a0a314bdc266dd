/**
 * Entries in a name column that name nobody. Null, Test, Baby and None are now and then real names; in an
 * extract they nearly always are not, and a wrong link costs more than a lost one.
 */
const EMPTY_WORDS = new Set(
  (
    'unknown unk unkn unknwn unkown uknown nk notknown none nil null unborn baby test testing tester testpatient ' +
    'dummy anon anonymous tbc tba fnu lnu nmn refused declined withheld redacted occupier noname nosurname ' +
    'noforename nofirstname nolastname'
  ).split(' '),
);
const FILLING_WORDS = new Set(
  (
    'a an the not no known given stated recorded provided name names surname forename first last middle family ' +
    'person patient client male female man woman boy girl child infant twin one two of i ii at present time'
  ).split(' '),
);
const EMPTY_PHRASES = new Set([
  'not known',
  'not given',
  'not stated',
  'not recorded',
  'not provided',
  'not disclosed',
  'not applicable',
  'no name',
  'no surname',
  'no forename',
  'no first name',
  'no last name',
  'no middle name',
  'no middle names',
  'no family name',
  'name not known',
  'name withheld',
  'the occupier',
  'do not use',
  'male infant',
  'female infant',
  'infant male',
  'infant female',
]);
const KIN = new Set(
  'child baby infant son daughter wife husband partner mother father mum dad brother sister twin boy girl parent'.split(
    ' ',
  ),
);
const TEST_NAME = /^(?:x{2,}|z{2,}|xx?test.*|zz+test.*|test(?:patient|person|client|record|user).*)$/;
const THRICE = /^(\p{L})\1{2,}$/u;

/** Why these folded words name nobody, or undefined when they may name somebody. */
export function namesNobody(words: readonly string[]): string | undefined {
  const first = words[0];
  if (first === undefined) return 'a title or punctuation and no name';
  if (KIN.has(first) && words[1] === 'of') return 'a relation to somebody and no name';
  const joined = words.join('');
  if (TEST_NAME.test(joined) || THRICE.test(joined)) return 'a name made up for a test';
  const empty =
    EMPTY_PHRASES.has(words.join(' ')) ||
    EMPTY_WORDS.has(joined) ||
    (words.some((word) => EMPTY_WORDS.has(word)) &&
      words.every((word) => EMPTY_WORDS.has(word) || FILLING_WORDS.has(word)));
  return empty ? 'an entry that says the name is not known' : undefined;
}
