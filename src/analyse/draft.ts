/** Figures that wait in `work/figures`, as the count commands wrote them. */
import type { Agreement, Details } from '../agreement/index.ts';
import type { Basis } from '../custody/index.ts';
import { type ControlledFigures, type Figures, type Rule, shownOf } from '../disclose/index.ts';
import { type ThroughlineError, unusable } from '../errors.ts';
import { readPackage, verifyPackage } from '../files/index.ts';

export interface Draft {
  readonly figures: Figures;
  /** Ids of the tables to show and of the cells to hide. */
  readonly tables: readonly string[];
  readonly hidden: readonly string[];
  /** The command and what it was asked. Figures of old do not say, nor what they rest on. */
  readonly asked?: Details;
  readonly basis?: Basis;
}

/** Figures in `work/figures`, with those that were counted from other packages before, where the question is the same. */
export interface WaitingFigures {
  readonly draft: Draft;
  readonly before?: Draft;
}

/** What of a draft is held against a later one: its counts, and not what protects them. */
export const countsOf = (draft: Draft): Draft => {
  const { meanings: _, ...figures } = draft.figures;
  const rows = figures.rows.map(({ drawn: _drawn, ...row }) => row);
  return { ...draft, figures: { ...figures, rows, unprinted: [], relations: [] } };
};

/** How a draft is shown. */
export const shownDraft = ({ figures, tables, hidden }: Draft, rule: Rule): ControlledFigures =>
  shownOf(figures, { tables: new Set(tables), hidden: new Set(hidden) }, rule);

/**
 * Throws `PACKAGE_OTHER_AGREEMENT`, `FIGURES_INVALID` (exit code 2), and what reading a package throws.
 */
export async function readFigures(
  path: string,
  agreement: Pick<Agreement, 'digest'>,
): Promise<WaitingFigures> {
  const found = await readPackage(path);
  const { kind, agreement: under, draft, before } = found.throughline;
  if (kind !== 'figures') throw invalid(path, 'this is not a package of figures');
  if (!isRecord(under) || under.digest !== agreement.digest) {
    throw unusable('PACKAGE_OTHER_AGREEMENT', 'these figures were counted under another agreement', {
      hint: 'count again under the agreement that lies in the workspace',
      place: { file: path },
    });
  }
  await verifyPackage(found);
  return {
    draft: requireDraft(draft, path),
    ...(before === undefined ? {} : { before: requireDraft(before, path) }),
  };
}

/** A draft as it stands in a descriptor or in the ledger. @throws `FIGURES_INVALID` */
export function requireDraft(value: unknown, path: string): Draft {
  if (!isRecord(value) || !isFigures(value.figures) || !isTexts(value.tables) || !isTexts(value.hidden)) {
    throw invalid(path, 'it does not hold all that a release needs to know of its figures');
  }
  const { figures, tables, hidden, asked, basis } = value;
  return {
    ...{ figures, tables, hidden },
    ...(isRecord(asked) ? { asked: asked as Details } : {}),
    ...(isBasis(basis) ? { basis } : {}),
  };
}

const isBasis = (value: unknown): value is Basis =>
  isRecord(value) &&
  isTexts(value.notices) &&
  isList(value.packages, ({ what, from, digest }) =>
    [what, from, digest].every((one) => typeof one === 'string'),
  );

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const isList = (value: unknown, each: (one: Record<string, unknown>) => boolean): boolean =>
  Array.isArray(value) && value.every((one) => isRecord(one) && each(one));

const isCounts = (value: unknown): boolean =>
  isRecord(value) && Object.values(value).every((one) => typeof one === 'number');

const isFigures = (value: unknown): value is Figures =>
  isRecord(value) &&
  [value.id, value.title, value.unit, value.definition].every((one) => typeof one === 'string') &&
  typeof value.version === 'number' &&
  isRecord(value.window) &&
  isTexts(value.notes) &&
  isList(value.exclusions, ({ reason, count }) => typeof reason === 'string' && typeof count === 'number') &&
  isList(value.tables, ({ id, title, dimensions, measures }) => {
    const named = isList(dimensions, (one) => typeof one.name === 'string' && typeof one.title === 'string');
    return typeof id === 'string' && typeof title === 'string' && named && isTexts(measures);
  }) &&
  isList(value.measures, ({ kind, name, title }) =>
    [kind, name, title].every((one) => typeof one === 'string'),
  ) &&
  isList(value.rows, ({ table, key, counts, noisy }) => {
    const isNoisy = value.noise === undefined ? noisy === undefined : isCounts(noisy);
    return typeof table === 'string' && isTexts(key) && isCounts(counts) && isNoisy;
  }) &&
  (value.noise === undefined || isRecord(value.noise)) &&
  isList(value.unprinted, ({ id, count }) => typeof id === 'string' && typeof count === 'number') &&
  isList(value.relations, ({ kind, total, parts, left, right }) =>
    kind === 'sum' ? typeof total === 'string' && isTexts(parts) : isTexts(left) && isTexts(right),
  ) &&
  (value.meanings === undefined || isRecord(value.meanings));

/** Figures whose noise is not that of the agreement. */
export const countAgain = (file: string): ThroughlineError =>
  invalid(file, 'these figures do not have the noise that the agreement now wants');

const invalid = (file: string, reason: string): ThroughlineError =>
  unusable('FIGURES_INVALID', reason, {
    hint: 'count again, and release the folder under work/figures that the count command names',
    place: { file },
  });
