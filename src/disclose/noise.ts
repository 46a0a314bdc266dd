/** Cell-key noise on a set of figures: a number to be shown beside each exact count. */
import { refused } from '../errors.ts';
import { perturb } from './cell-key.ts';
import type { FigureRow, Figures } from './figures.ts';
import { digestOfTable, inOrder, type NoiseTable } from './noise-table.ts';

/** What the holder of the secret gives. */
export interface NoiseOrder {
  /** The 256 keys, each once, in the order in which a row of a table takes them. */
  order(row: string): Uint8Array;
  /** By which it can be seen that the secret is the same. It tells nothing else of it. */
  readonly check: string;
}

/** The noise that figures carry: figures with one and with another have noise that does not go together. */
export interface Noise {
  readonly table: string;
  readonly version: number;
  /** Of the table. */
  readonly digest: string;
  readonly most: number;
  /** The check value of the secret behind the keys. */
  readonly keys: string;
}

/**
 * The figures with a shown number for each count, made from its cell key, which is left out.
 *
 * @throws `NOISE_WITHOUT_KEYS` (exit code 1) where a count has none
 */
export function withNoise(figures: Figures, table: NoiseTable, secret: NoiseOrder): Figures {
  const perturbation = inOrder(table, (row) => secret.order(row));
  // The key of one person's count is that person's key, which nothing sets down.
  const shown = ({ keys, ...row }: FigureRow): FigureRow => ({
    ...row,
    noisy: Object.fromEntries(
      Object.entries(row.counts).map(([measure, count]) => {
        const key = keys?.[measure];
        if (key === undefined && count > 0) throw withoutKeys();
        return [measure, Number(perturb(count, key ?? 0, perturbation, 0))];
      }),
    ),
  });
  return {
    ...figures,
    rows: figures.rows.map(shown),
    notes: [...figures.notes, ...noiseNotes(table)],
    noise: {
      table: table.id,
      version: table.version,
      digest: digestOfTable(table),
      most: table.most,
      keys: secret.check,
    },
  };
}

/** What a reader has to know of noise. */
const noiseNotes = ({ smallest, most }: NoiseTable): string[] => [
  `Every count has noise of its own, of up to ${most} either way, totals too: parts do not add up to their total, and a part can be more than its whole.`,
  `0 stands for nobody or for a few: counts of 1 to ${smallest - 1} are shown as 0, ${smallest} or ${smallest + 1}.`,
  'Shares, changes and rates are worked out from counts with noise. Their intervals reckon with chance alone, neither with noise nor with error of linkage.',
];

/** That figures cannot carry noise: `NOISE_WITHOUT_KEYS`. */
export const withoutKeys = (): Error =>
  refused(
    'NOISE_WITHOUT_KEYS',
    'these figures cannot carry the noise that the agreement wants on every count (method cell-key)',
    {
      hint: 'count, overlap and repeats carry it; for other figures the agreement has to name the method suppression',
    },
  );
