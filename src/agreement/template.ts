/** Text that an agreement begins with and that has to give way to the parties' own. */
import type { Clause } from './clause.ts';
import { isBeforeSigning } from './clauses-standing.ts';
import type { AgreementContent } from './types.ts';

/** How such a text begins. */
export const TO_BE_WRITTEN = 'TO BE WRITTEN';

/** The entries that still have such a text, by name: `parties.police.organisation`. */
export const unwritten = (content: AgreementContent): readonly string[] => entriesIn(content, '');

function entriesIn(value: unknown, name: string): string[] {
  if (typeof value === 'string') return value.startsWith(TO_BE_WRITTEN) ? [name] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const own = Array.isArray(value) ? (nameOf(part) ?? String(Number(key) + 1)) : key;
    return entriesIn(part, name === '' ? own : `${name}.${own}`);
  });
}

/** What tells an entry of a list from the others, where it says so. */
function nameOf(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  const { id, party, code } = part as Readonly<Record<string, unknown>>;
  return [id, party, code].find((one) => typeof one === 'string');
}

export const templateWritten: Clause = {
  id: 'template-written-out',
  code: 'PERMIT_TEMPLATE',
  words: 'no text of the template is left that has to be replaced',
  standing: true,
  evaluate: ({ agreement, operation }) => {
    const left = isBeforeSigning(operation) ? [] : unwritten(agreement);
    if (left.length === 0) return undefined;
    return {
      reason: `text that begins with ${TO_BE_WRITTEN} is left in: ${left.join(', ')}`,
      hint: 'write there what is so with you, in the agreement that all will sign',
    };
  },
};
