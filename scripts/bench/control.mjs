// A table of 40 wards by 12 months, in districts and quarters, through disclosure control.
import { controlInside } from '../../dist/disclose/index.js';
import { lotsFor } from '../figures/release.mjs';
import { wardsByMonths } from './figures.mjs';
import { report } from './measure.mjs';

const OUTPUTS = { preset: 'local-5', 'smallest-count': 5, rounding: 'none', 'smallest-journey-group': 5 };

await report(async () => {
  const { selection } = await controlInside(wardsByMonths({ seed: 2 }), OUTPUTS, lotsFor(1));
  return { hidden: selection.hidden.size, cheapest: selection.isCheapest };
});
