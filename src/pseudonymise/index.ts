/**
 * From an extract to two data packages: tokens, from which nobody without the key can learn who somebody
 * is, and events, with only what the agreement keeps.
 */
export type { HouseholdChance, IdentifierChance, LevelChance } from './chance.ts';
export { countFlag, type FlagCells, flagCells, refuseUnknownFlags } from './flags.ts';
export type { AgreementMark, EventManifest, TokenManifest } from './manifest.ts';
export { readIds, referencesOf } from './people.ts';
export { type Pseudonymised, type PseudonymiseOptions, pseudonymise } from './pseudonymise.ts';
export { type FlagSource, type Recipe, type RecipeKeys, resolveColumns } from './recipe.ts';
export type { RejectedRow } from './rejected.ts';
export { rowReference } from './rows.ts';
export { type RunResult, run } from './run.ts';
export {
  baseIdentifier,
  levelsUsed,
  loadScheme,
  type MatchKey,
  type Part,
  type Scheme,
  type SchemeIdentifier,
  schemeFrom,
} from './scheme.ts';
export { type Traced, type TraceOptions, trace } from './trace.ts';
export { UNNAMED } from './treat.ts';
