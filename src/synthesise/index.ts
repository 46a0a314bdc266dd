/**
 * synthesise: an invented population as four agencies see it, with the truth about who is who. For fixtures,
 * for demonstrations, for measuring linkage, and for trying the tool before any real extract is near it.
 */
export { AGENCY_IDS, type AgencyId } from './profiles.ts';
export { Random } from './random.ts';
export {
  exampleAgreement,
  MOST_PEOPLE,
  type Summary,
  type SynthesiseOptions,
  synthesise,
} from './synthesise.ts';
