/** The mistakes that are made when a name, a date or a postcode is taken down. */
import type { DateParts } from './calendar.ts';
import type { Random } from './random.ts';

const KEY_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const LETTER = /\p{L}/u;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Letter groups that sound alike, in one direction each. */
const SOUNDS: readonly (readonly [string, string])[] = (
  'ph:f f:ph ck:k c:k k:c ee:ea ea:ee ie:y y:ie ey:y ei:ie ou:u u:ou s:z z:s ll:l l:ll tt:t t:tt nn:n n:nn ' +
  'th:t sh:ch w:v v:w gh:g kh:k j:g oo:u aa:a a:aa ai:ay ay:ai i:ee er:ar ar:er'
)
  .split(' ')
  .map((pair) => pair.split(':') as [string, string]);

/** One slip of the fingers or of the ear; a text of fewer than three letters comes back as it is. */
export function mistyped(random: Random, text: string): string {
  if (text.length < 3) return text;
  if (random.chance(0.3)) return misheard(random, text);
  const at = random.between(1, text.length - 1);
  const letter = text[at]!;
  if (!LETTER.test(letter)) return text;
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + likeCase(letter, nearKey(random, letter)) + text.slice(at);
    case 2:
      return text.slice(0, at) + likeCase(letter, nearKey(random, letter)) + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + letter + text.slice(at);
    default:
      return at + 1 < text.length && LETTER.test(text[at + 1]!)
        ? text.slice(0, at) + text[at + 1] + letter + text.slice(at + 2)
        : text.slice(0, at) + text.slice(at + 1);
  }
}

function misheard(random: Random, text: string): string {
  const lower = text.toLowerCase();
  // The Turkish İ is two characters in lower case, and positions would no longer fit.
  if (lower.length !== text.length) return text;
  for (let tries = 0; tries < 12; tries++) {
    const [sound, written] = random.pick(SOUNDS);
    const at = lower.indexOf(sound, 1);
    if (at > 0) return text.slice(0, at) + likeCase(text[at]!, written) + text.slice(at + sound.length);
  }
  return text;
}

const likeCase = (model: string, text: string): string =>
  model === model.toUpperCase() && model !== model.toLowerCase() ? text.toUpperCase() : text;

function nearKey(random: Random, letter: string): string {
  const lower = letter.toLowerCase();
  const row = KEY_ROWS.find((keys) => keys.includes(lower));
  if (row === undefined) return random.letterOf(LETTERS);
  const at = row.indexOf(lower);
  return row[at === 0 ? 1 : at === row.length - 1 || random.chance(0.5) ? at - 1 : at + 1]!;
}

/** A date taken down wrongly that is still a date: day and month exchanged, another year, or another day. */
export function misdated(random: Random, date: DateParts): DateParts {
  const { year, month, day } = date;
  const what = random.fraction();
  if (what < 0.4 && day <= 12 && day !== month) return { year, month: day, day: month };
  if (what < 0.7) return existing(year - random.pick([1, 1, 1, 10]), month, day);
  if (what < 0.85) return existing(year, random.between(1, 12), day);
  return existing(year, month, random.between(1, 28));
}

const existing = (year: number, month: number, day: number): DateParts => ({
  year,
  month,
  day: Math.min(day, 28),
});

const INWARD_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

/** A postcode with one character of its last three wrong, right in form all the same. */
export function wrongPostcode(random: Random, postcode: string): string {
  const head = postcode.slice(0, -3);
  const [digit, first, second] = postcode.slice(-3);
  switch (random.below(3)) {
    case 0:
      return `${head}${(Number(digit) + random.between(1, 9)) % 10}${first}${second}`;
    case 1:
      return `${head}${digit}${random.letterOf(INWARD_LETTERS)}${second}`;
    default:
      return `${head}${digit}${first}${random.letterOf(INWARD_LETTERS)}`;
  }
}

const SHORT_FORMS: Readonly<Record<string, string>> = {
  Street: 'St',
  Road: 'Rd',
  Avenue: 'Ave',
  Lane: 'Ln',
  Close: 'Cl',
  Drive: 'Dr',
  Gardens: 'Gdns',
  Grove: 'Gr',
  Place: 'Pl',
  Terrace: 'Terr',
  Court: 'Ct',
  Crescent: 'Cres',
};

/** An address with the word for its kind of street cut short. */
export function shortened(line: string): string {
  const at = line.lastIndexOf(' ') + 1;
  return line.slice(0, at) + (SHORT_FORMS[line.slice(at)] ?? line.slice(at));
}
