/**
 * Entries in a name column that name nobody. Null, Test, Baby and None are now and then real names; in an
 * extract they nearly always are not, and a wrong link costs more than a lost one.
 */
import type { NameKind } from './name-words.ts';

const EMPTY_WORDS = new Set(
  (
    'unknown unk unkn unknwn unkown uknown nk notknown none nil null unborn baby newborn infant twin triplet fetus ' +
    'foetus stillborn test testing tester testpatient dummy anon anonymous tbc tba fnu lnu nmn refused declined ' +
    'withheld redacted occupier noname nosurname noforename nofirstname nolastname'
  ).split(' '),
);
/** Say nothing beside one of the words above, or after "no" or "not". */
const FILLING_WORDS = new Set(
  (
    'a an the known given stated recorded provided disclosed supplied entered available applicable use do name names ' +
    'surname forename first last middle family person patient client male female man woman boy girl child one two of ' +
    'i ii at present time'
  ).split(' '),
);
const DENIALS = new Set(['no', 'not']);
/** Surnames, but no forenames. */
const NO_FORENAMES = new Set('male female boy girl woman child patient client'.split(' '));
const KIN = new Set(
  'child baby infant son daughter wife husband partner mother father mum dad brother sister twin boy girl parent'.split(
    ' ',
  ),
);
const TEST_NAME = /^(?:x{2,}|z{2,}|xx?test.*|zz+test.*|test(?:patient|person|client|record|user).*)$/;
const THRICE = /^(\p{L})\1{2,}$/u;

/** Why these folded words of a name, one at least, name nobody, or undefined when they may name somebody. */
export function namesNobody(words: readonly string[], kind: NameKind): string | undefined {
  if (KIN.has(words[0]!) && words[1] === 'of') return 'a relation to somebody and no name';
  const joined = words.join('');
  if (TEST_NAME.test(joined) || THRICE.test(joined)) return 'a name made up for a test';
  return saysUnknown(words, joined, kind) ? 'an entry that says the name is not known' : undefined;
}

function saysUnknown(words: readonly string[], joined: string, kind: NameKind): boolean {
  if (EMPTY_WORDS.has(joined)) return true;
  if (kind === 'given' && words.every((word) => NO_FORENAMES.has(word))) return true;
  const denied = words.length > 1 && words.some((word) => DENIALS.has(word));
  const telling = denied || words.some((word) => EMPTY_WORDS.has(word));
  return (
    telling && words.every((word) => EMPTY_WORDS.has(word) || FILLING_WORDS.has(word) || DENIALS.has(word))
  );
}
