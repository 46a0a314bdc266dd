/** A legal basis in sentences that cite what they mean. */
import { wordsOf } from './law.ts';
import type { LegalBasis } from './types.ts';

const withWords = (provision: string, words: string | undefined): string =>
  words === undefined ? provision : `${provision} (${words})`;

/** Every provision that a legal basis relies on, each with what it is about. */
export function provisions(basis: LegalBasis, say: Say = withWords): string[] {
  const schedule = (number: number): string =>
    say(`DPA 2018 Schedule 1 paragraph ${number}`, wordsOf('schedule-1', number));
  return [
    ...(basis['article-6'] ?? []).map((code) => say(`UK GDPR Article ${code}`, wordsOf('article-6', code))),
    ...(basis['article-9'] ?? []).map(({ condition, 'schedule-1': paragraph }) => {
      const article = say(`UK GDPR Article ${condition}`, wordsOf('article-9', condition));
      return paragraph === undefined ? article : `${article} with ${schedule(paragraph)}`;
    }),
    ...(basis['article-10'] ?? []).map(({ 'schedule-1': paragraph }) =>
      paragraph === undefined
        ? 'UK GDPR Article 10 (under the control of official authority)'
        : `UK GDPR Article 10 with ${schedule(paragraph)}`,
    ),
    ...(basis['section-35'] ?? []).map((code) => say(`DPA 2018 s${code}`, wordsOf('section-35', code))),
    ...(basis['section-36'] ?? []).map((code) => say(`DPA 2018 s${code}`, wordsOf('section-36', code))),
    ...(basis['schedule-8'] ?? []).map((number) =>
      say(`DPA 2018 Schedule 8 paragraph ${number}`, wordsOf('schedule-8', number)),
    ),
  ];
}

/** How a provision is written, from its citation and the words that the lists have for it. */
type Say = typeof withWords;

/** Each provision by its citation alone. */
export const citations = (basis: LegalBasis): string[] => provisions(basis, (citation) => citation);

/** Each power to share that is relied on; one that the lists do not have is said to be so. */
export const powers = ({ gateway }: LegalBasis): string[] =>
  gateway.map((name) => withWords(name, wordsOf('gateways', name) ?? "not in this program's list"));

/** How the duty of confidence is met, where the agreement says. */
export function confidenceWords({ confidence }: LegalBasis): string | undefined {
  if (confidence === undefined) return undefined;
  const { basis, reference, 'national-data-opt-out': optOut } = confidence;
  const approval = reference === undefined ? '' : `, ${reference}`;
  return `Duty of confidence: ${withWords(basis, wordsOf('confidence', basis))}${approval}. National Data Opt-out: ${withWords(optOut, wordsOf('national-data-opt-out', optOut))}.`;
}

export const REGIMES: Readonly<Record<LegalBasis['regime'], string>> = {
  part3: 'DPA 2018 Part 3 (law enforcement)',
  ukgdpr: 'the UK GDPR',
};
