/** Announcements that no later entry answers: what was begun and was neither done nor failed, as far as the log knows. */
import { isJsonObject } from './canonical.ts';
import type { EntryFields } from './entry.ts';

export class OpenIntents {
  readonly #open = new Map<number, string>();

  take(fields: EntryFields, index: number): void {
    if (fields.phase === 'intent') {
      this.#open.set(index, actionOf(fields));
      return;
    }
    const { intent } = isJsonObject(fields.details) ? fields.details : {};
    if ((fields.phase === 'done' || fields.phase === 'failed') && typeof intent === 'number')
      this.#open.delete(intent);
  }

  /** The entries still open, oldest first, each with the step that it announced. */
  entries(): ReadonlyMap<number, string> {
    return this.#open;
  }
}

function actionOf({ details, type }: EntryFields): string {
  const action = isJsonObject(details) ? details.action : undefined;
  if (typeof action === 'string') return action;
  return typeof type === 'string' ? type : 'unnamed';
}
