/** What a person sees in a terminal: tables, colour, progress and wording. Only commands import this room. */
export { askLine } from './ask.ts';
export { colour, type Palette, PLAIN, type Screen, type Style } from './colour.ts';
export { type Completable, completionScript, SHELLS, type Shell } from './completion.ts';
export { lettersApart, nearest } from './near.ts';
export { type Page, page } from './page.ts';
export {
  isWatched,
  type Progress,
  type ProgressOptions,
  type ProgressStream,
  progress,
} from './progress.ts';
export { printable } from './safe.ts';
export { askSecret, canAsk } from './secret.ts';
export { type Stages, stages } from './stages.ts';
export { type Cell, type Column, type TableOptions, table } from './table.ts';
export { displayWidth, hang, pad, truncate, wrap } from './width.ts';
export { duration, fileSize, list, plural } from './wording.ts';
