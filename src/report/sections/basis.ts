/** What the report rests on: the agreement, the powers, and the share log. */
import { type Agreement, combinationSentences } from '../../agreement/index.ts';
import { grouped } from '../../errors.ts';
import type { Section } from '../assessment.ts';
import type { Standing } from '../standing.ts';
import { dayWords, list } from '../words.ts';

export function basis(standing: Standing): Section {
  const { agreement, log } = standing;
  const { about, outputs, purposes } = agreement;
  return {
    id: 'basis',
    title: 'The agreement, the powers and the share log',
    text: [
      `It was made under the agreement ${about.id} version ${about.version}, “${about.title}”, in force from ${dayWords(about.effective.slice(0, 10))} to ${dayWords(about.expires.slice(0, 10))}.`,
      ...purposes.map(({ text, benefit }) => `Purpose: ${text} ${benefit}`),
      ...purposes.flatMap(({ prohibited }) =>
        prohibited.length === 0 ? [] : [`It may not be used for: ${prohibited.join('; ')}.`],
      ),
      `The agreement names as approver of what leaves: ${outputs.approver}. This program records no approval.`,
      logWords(log),
      'The log shows that nothing entered was changed, dropped or put in another order since it was signed. It cannot show that an entry is true.',
    ],
    figures: [
      {
        id: 'powers',
        table: {
          title: 'Powers that each party relies on',
          columns: [
            { name: 'party', title: 'party', kind: 'text' },
            { name: 'purpose', title: 'for', kind: 'text' },
            { name: 'power', title: 'power to share', kind: 'text' },
            { name: 'conditions', title: 'conditions', kind: 'text' },
            { name: 'dpia', title: 'impact assessment', kind: 'text' },
          ],
          rows: agreement['legal-basis'].map((one) => [
            agreement.parties.find(({ id }) => id === one.party)?.name ?? one.party,
            one.purpose,
            one.gateway.join('; '),
            conditionsOf(one).join('; '),
            `${one.dpia.reference}, ${dayWords(one.dpia.date)}`,
          ]),
        },
      },
    ],
    missing: [],
  };
}

/** What has to be said before anything else, where one organisation plays several parts. */
export const combined = ({ agreement }: Standing): string[] => combinationSentences(agreement);

/** A sentence on the log and one on who witnessed it. */
function logWords({ origin, size, whole, witnesses, of, witnessedUpTo }: Standing['log']): string {
  const state = whole ? 'whole' : 'NOT WHOLE';
  const who = `${witnesses.length} of ${of} distinct organisations (${list(witnesses)})`;
  const signed =
    witnesses.length === 0
      ? `It is UNWITNESSED${witnessedUpTo === 0 ? '' : ` beyond its first ${grouped(witnessedUpTo)} entries`}: nobody but the party that keeps it could change it unnoticed, and that party still could.`
      : witnessedUpTo === size
        ? `It is WITNESSED by ${who}.`
        : `Its first ${grouped(witnessedUpTo)} entries are WITNESSED by ${who}; the ${grouped(size - witnessedUpTo)} after are not yet.`;
  return `The analyst’s share log ${origin} is ${state}, at ${grouped(size)} entries. ${signed}`;
}

function conditionsOf(legal: Agreement['legal-basis'][number]): string[] {
  const article = (name: string, codes: readonly string[] | undefined): string[] =>
    codes === undefined || codes.length === 0 ? [] : [`${name} ${codes.join(', ')}`];
  return [
    ...article('UK GDPR Article', legal['article-6']),
    ...article(
      'UK GDPR Article',
      legal['article-9']?.map(({ condition }) => condition),
    ),
    ...article('DPA 2018 Schedule 1 paragraph', [
      ...new Set(
        [...(legal['article-9'] ?? []), ...(legal['article-10'] ?? [])].flatMap((one) =>
          one['schedule-1'] === undefined ? [] : [String(one['schedule-1'])],
        ),
      ),
    ]),
    ...article('DPA 2018 section', legal['section-35']),
    ...article('DPA 2018 section', legal['section-36']),
    ...article('DPA 2018 Schedule 8 paragraph', legal['schedule-8']?.map(String)),
  ];
}
