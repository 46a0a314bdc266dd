/** What must be equal at two agencies for their standard forms to be the same. */
import { createHash } from 'node:crypto';
import { IDENTIFIER_LEVELS, STANDARD_FORM_VERSION } from './levels.ts';
import { NAME_GROUPS } from './nicknames.ts';

/**
 * SHA-256 (64 hex digits) of the standard form's version, the identifiers' levels and the list of nicknames.
 * The other rules are told apart by the version, which rises with any change to one.
 */
export const STANDARD_FORM_DIGEST: string = createHash('sha256')
  .update(JSON.stringify([STANDARD_FORM_VERSION, IDENTIFIER_LEVELS, NAME_GROUPS]))
  .digest('hex');
