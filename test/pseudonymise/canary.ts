/** Unmistakable identifiers to plant in an extract, and a search for them in every form they might leak in. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stands in the extract, by column, and other ways of writing the same. Each is eight bytes or more. */
export const CANARIES: Readonly<Record<string, readonly string[]>> = {
  PERSON_URN: ['CANARY/77-31415'],
  SURNAME: ['Zzyxwhistle', 'Zzyxwhistlé'],
  FORENAME: ['Xanthippabel'],
  DOB: ['27/08/1943', '1943-08-27', '19430827', '27081943'],
  PC: ['ZE3 9QX', 'ZE39QX'],
  INCIDENT_NO: ['Occurrence-Kestrel-5521'],
  OTHER_URN: ['CANARY/88-27182'],
  NOTES: ['she fled to the Marigold Lighthouse'],
  PHONE: ['07700 900618', '07700900618', '+447700900618', '7700900618'],
  EMAIL: ['xanthippabel.z@canary.example', 'xanthippabel.z'],
  ADDRESS: ['17 Peregrine Wharf', '17peregrinewharf', 'peregrine wharf', 'peregrinewharf'],
  NHS: ['999 123 4560', '9991234560'],
  HOUSE_ID: ['Household-Osprey-9923'],
  'no column at all': ['Unnamed-Merlin-4410'],
};

const reversed = (text: string): string => Array.from(text).toReversed().join('');

/** Small letters of ASCII alone, so that lengths and other bytes stay. */
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Base64 of the text wherever it stands in a longer one: what is the same whatever lies before and after. */
function base64Of(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const whole = bytes.toString('base64').replaceAll('=', '');
    return whole.slice(Math.ceil((offset * 4) / 3), Math.floor((bytes.length * 4) / 3));
  });
}

/** Names of the forms, and how each is made. */
export const FORMS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  'as it is': (text) => [text],
  'in other case': (text) => [text.toLowerCase(), text.toUpperCase()],
  backwards: (text) => [reversed(text)],
  'in hexadecimal': (text) => [text, text.toLowerCase()].map((one) => Buffer.from(one).toString('hex')),
  'in UTF-16': (text) => [Buffer.from(text, 'utf16le').toString('latin1')],
  'in base64': (text) => [text, text.toLowerCase(), text.toUpperCase()].flatMap(base64Of),
  'percent-encoded': (text) => [encodeURIComponent(text)],
  'hashed without a key': (text) =>
    [text, text.toLowerCase(), text.toUpperCase()].flatMap((one) =>
      ['md5', 'sha1', 'sha256'].map((name) => createHash(name).update(one).digest('hex').slice(0, 16)),
    ),
};

/** A needle as its bytes read one by one, which is how files are searched, whatever is in them. */
function bytesOf(needle: string, form: string): string {
  const bytes = form === 'in UTF-16' ? needle : Buffer.from(needle).toString('latin1');
  return form === 'in base64' ? bytes : lower(bytes);
}

/** All that is looked for. Base64 tells case apart; for the rest everything is small letters. */
const needles = Object.entries(CANARIES).flatMap(([column, texts]) =>
  texts.flatMap((text) =>
    Object.entries(FORMS).flatMap(([form, make]) =>
      make(text).map((needle) => ({
        column,
        form,
        exact: form === 'in base64',
        needle: bytesOf(needle, form),
      })),
    ),
  ),
);

/** Every canary in some bytes or a text, as `column, form`; base64 in its URL alphabet counts too. */
export function canariesIn(content: Uint8Array | string): string[] {
  const bytes = Buffer.from(content).toString('latin1');
  const base64 = bytes.replaceAll('-', '+').replaceAll('_', '/');
  const small = lower(bytes);
  const found = needles.filter(({ exact, needle }) => (exact ? base64 : small).includes(needle));
  return [...new Set(found.map(({ column, form }) => `${column}, ${form}`))];
}

/** Every canary in the files of a folder or in their names, as `file: column, form`. */
export function canariesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    const inside = entry.isFile() ? canariesIn(readFileSync(path)) : [];
    return [...canariesIn(name), ...inside].map((found) => `${name}: ${found}`);
  });
}
