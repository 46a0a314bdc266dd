/**
 * Figures leaving the analyst's room: read from `work/figures`, checked together with every earlier release under the
 * agreement, written to `release/`, and set down in the ledger and the share log.
 */

export { readKnown } from './known.ts';
export { type Outdated, outdated, type ReleasedBefore, releasedBefore } from './outdated.ts';
export { type PublishedFigures, published, rolesOf } from './published.ts';
export { type Released, type ReleaseOptions, release } from './release.ts';
