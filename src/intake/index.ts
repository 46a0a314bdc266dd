/**
 * The agency's first hour: what is in an extract and what is wrong with it, a columns section proposed from it,
 * presets for usual exports, and an agreement to begin with. Nothing here leaves the agency, and nothing shows a value.
 */
export type { ColumnFacts, Counted } from './column-facts.ts';
export { type Finding, findingsOf, people, percent } from './findings.ts';
export { type Examined, examineMachine, type MachineFacts } from './machine.ts';
export { loadPreset, PRESETS, type Preset, presetColumns, presetFor, presetYaml } from './presets.ts';
export { type Profile, type ProfileOptions, profileExtract } from './profile.ts';
export { STARTER_SERVICES, type StarterOptions, servicesNamed, starterAgreement } from './starter.ts';
export { type Suggestion, suggestColumns, suggestedYaml } from './suggest.ts';
