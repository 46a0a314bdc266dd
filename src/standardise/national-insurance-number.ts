/**
 * National insurance number: two letters, six digits, and a suffix A to D that may be absent (HM Revenue and
 * Customs, National Insurance Manual, NIM39110).
 *
 * D F I Q U V are in no prefix, O is no second letter, and the prefixes BG GB KN NK NT TN ZZ are not used;
 * the administrative prefixes of the same page (OO CR FY MW NC PP PY PZ) name a claim and not a person. The
 * suffix tells nobody apart, so the standard form leaves it out.
 */
import { isOneCharacter } from './placeholders.ts';
import { compact } from './text.ts';
import { exactly, invalid, placeholder, type Standardiser } from './types.ts';

const FORM = /^([A-Z]{2})(\d{6})([A-D]?)$/;
const PREFIX = /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]$/;
const UNUSED = new Set('BG GB KN NK NT TN ZZ OO CR FY MW NC PP PY PZ'.split(' '));
const EXAMPLE_DIGITS = '123456';

export const nationalInsuranceNumber: Standardiser = (text) => {
  const parts = FORM.exec(compact(text));
  if (parts === null)
    return invalid('not a national insurance number: two letters, six digits, A to D or nothing');
  const prefix = parts[1]!;
  const digits = parts[2]!;
  if (digits === EXAMPLE_DIGITS || isOneCharacter(digits))
    return placeholder('national insurance number used as an example');
  if (!PREFIX.test(prefix) || UNUSED.has(prefix))
    return invalid('national insurance number with a prefix that is not in use');
  return exactly(prefix + digits);
};
