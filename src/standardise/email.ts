/**
 * Email address, folded to lower case (RFC 5321 lets a host tell case apart in the local part; none does in
 * practice). No provider's own habits are applied. `local-part` is the letters and digits before the @ and
 * before any `+` tag (RFC 5233), absent where it names an office or is shorter than three characters.
 */
import { invalid, type Levels, placeholder, type Standardiser, value } from './types.ts';

const ADDRESS =
  /^([^\s@"<>(),:;[\]\\]{1,64})@((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63})$/u;
const WRAPPING = /^(?:.*<([^<>]*)>|mailto:(.*))$/i;
const NOT_LETTERS = /[^\p{L}\p{N}]+/gu;
const NOBODY = new Set(
  (
    'none noemail nomail noreply donotreply unknown test testing na nk nil null notgiven notprovided notknown ' +
    'refused declined email dummy fake anon anonymous abc x xx xxx'
  ).split(' '),
);
const OFFICES = new Set(
  'admin contact enquiries enquiry hello help info mail office post reception support team'.split(' '),
);
const NOT_AN_ADDRESS = invalid('not an email address');
const NOBODYS = placeholder('an email address that is nobody’s');

export const email: Standardiser = (text) => {
  const wrapped = WRAPPING.exec(text);
  const address = (wrapped?.[1] ?? wrapped?.[2] ?? text).normalize('NFKC').trim().toLowerCase();
  const parts = ADDRESS.exec(address);
  if (parts === null) return NOT_AN_ADDRESS;
  const local = parts[1]!;
  const name = local.replace(NOT_LETTERS, '');
  const host = parts[2]!.split('.')[0]!;
  if (name === '' || NOBODY.has(name) || (name === host && name.length <= 3)) return NOBODYS;
  const person = local.split('+')[0]!.replace(NOT_LETTERS, '');
  const levels: Levels =
    person.length < 3 || OFFICES.has(person) ? { exact: address } : { exact: address, 'local-part': person };
  return value(levels);
};
