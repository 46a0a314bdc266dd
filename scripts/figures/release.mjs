// The one place that knows how figures are released: controlled by themselves, then checked beside all that is out.
import { checkTogether, control, controlInside, shownOf } from '../../dist/disclose/index.js';

/** The figures of each release as they may be shown; undefined for one that may not be. */
export async function release({ releases, outputs }) {
  if (releases.length === 1) return [await control(releases[0], outputs)];
  const shown = [];
  const out = [];
  for (const [at, figures] of releases.entries()) {
    const { folded, selection, rule } = await controlInside(figures, outputs);
    const draft = { name: String(at), figures: folded, rule, isDraft: true, ...selection };
    const found = await settled(draft, out);
    shown.push(found === undefined ? undefined : shownOf(folded, found, rule));
    if (found !== undefined) out.push({ ...found, isDraft: false });
  }
  return shown;
}

/** The draft with what must be hidden beside all that is `out`; undefined where no hiding helps. */
async function settled(draft, out) {
  const first = await checkTogether([...out, draft]);
  if (first.status === 'safe') return draft;
  if (first.change === undefined) return undefined;
  const changed = { ...draft, hidden: new Set([...draft.hidden, ...first.change.map(({ id }) => id)]) };
  const second = await checkTogether([...out, changed]);
  return second.status === 'safe' ? changed : undefined;
}
