/** Texts that people give with a command: why, on whose authority. */
import { unusable } from '../errors.ts';

const WHO_AND_WHY = 'say who decided it and why, without naming the person whom the data is about';

/**
 * The text in its one spelling, runs of white space as one space.
 *
 * @throws `TEXT_FORM` (exit code 2) when nothing is said, or more than 500 characters
 */
export function requireText(flag: string, text: string, hint = WHO_AND_WHY): string {
  const said = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (said !== '' && said.length <= 500 && said.isWellFormed() && !/\p{Cc}/u.test(said)) return said;
  throw unusable('TEXT_FORM', `${flag} needs some words, at most 500 characters`, {
    hint,
  });
}
