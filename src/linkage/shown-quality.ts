/** Linkage quality as it may be shown at the linkage unit: figures over fewer than the smallest count are withheld. */
import { grouped } from '../errors.ts';
import { FEWEST_PAIRS, type ModelMark } from './model-file.ts';
import type { LinkageQuality } from './quality.ts';

export type ShownQuality = ReturnType<typeof shownQuality>;

export function shownQuality(quality: LinkageQuality, smallest: number) {
  const agencyPairs = quality.agencyPairs.map(({ left, right, links, expectedPrecision, expectedRecall }) =>
    links < smallest
      ? { left, right, links: links === 0 ? 0 : '[c]', expectedPrecision: '[c]', expectedRecall: '[c]' }
      : { left, right, links, expectedPrecision, expectedRecall },
  );
  return { ...quality, agencyPairs, clusterSizes: together(quality.clusterSizes, smallest) };
}

/**
 * Sizes of which few people are counted together with the next smaller, `4 or more`: the number of all people stands beside
 * them, from which one that is withheld could be worked out.
 */
function together(sizes: LinkageQuality['clusterSizes'], smallest: number): Record<string, number | string> {
  const ascending = Object.entries(sizes)
    .map(([size, people]) => ({ from: Number(size), to: Number(size), people }))
    .toSorted((a, b) => a.from - b.from);
  const groups: { from: number; to: number; people: number }[] = [];
  for (const one of ascending.toReversed()) {
    const above = groups.at(-1);
    if (above === undefined || above.people >= smallest) groups.push({ ...one });
    else Object.assign(above, { from: one.from, people: above.people + one.people });
  }
  const last = groups.at(-1);
  if (last !== undefined && last.people < smallest && groups.length > 1) {
    groups.pop();
    Object.assign(groups.at(-1)!, { from: last.from, people: groups.at(-1)!.people + last.people });
  }
  const most = ascending.at(-1)?.to;
  return Object.fromEntries(
    groups
      .toReversed()
      .map(({ from, to, people }) => [
        from === to ? `${from}` : to === most ? `${from} or more` : `${from} to ${to}`,
        people < smallest ? '[c]' : people,
      ]),
  );
}

/** `police and health`, or of records that one agency has twice `police, known twice`. */
export const pairName = ({ left, right }: { readonly left: string; readonly right: string }): string =>
  left === right ? `${left}, known twice` : `${left} and ${right}`;

/** What has to be known beside the numbers. */
export function qualityRemarks({
  withoutTokens,
  setAside,
}: Pick<LinkageQuality, 'withoutTokens' | 'setAside'>): string[] {
  const aside = setAside.map(
    ({ matchKey, tokens }) => `${matchKey} (${grouped(tokens)} ${tokens === 1 ? 'token' : 'tokens'})`,
  );
  const people = withoutTokens === 1 ? 'local person' : 'local people';
  return [
    "precision and recall are the model's own, with 95 % intervals; matches that share no token are beyond what it can see",
    `${grouped(withoutTokens)} ${people} had too few identifiers for any match-key`,
    ...(aside.length > 0 ? [`set aside, being shared by too many people: ${aside.join(', ')}`] : []),
  ];
}

/** What a model that is not kept rests on. */
export const RESTS_ON_TOO_FEW =
  `fewer than ${FEWEST_PAIRS} pairs of records of one person at two agencies, too few to rely on: ` +
  'take precision and recall for guesses';

/** What has to be said of the model before anybody relies on the quality; nothing where it is kept. */
export function modelWarning({ kept }: ModelMark): string | undefined {
  if (kept) return undefined;
  return `The model rests on ${RESTS_ON_TOO_FEW}. It is not kept; the next linkage estimates it again.`;
}
