// The one place that knows how figures are released: disclosure control as the commands use it.
import { control } from '../../dist/disclose/index.js';

/** The figures of each release in the form in which they may be shown. */
export async function release({ releases, outputs }) {
  const shown = [];
  for (const figures of releases) shown.push(await control(figures, outputs));
  return shown;
}
