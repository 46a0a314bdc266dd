import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CONTRACT } from '../../src/analyse/index.ts';
import { shippedIndicators } from '../../src/indicators/index.ts';
import { indicatorsDocument } from '../../src/render/index.ts';

test('docs/indicators.md says what the catalogue says (when a change is meant: npm run indicators)', () => {
  const entries = shippedIndicators().map((indicator) => ({ indicator, own: false }));
  const written = readFileSync(fileURLToPath(new URL('../../docs/indicators.md', import.meta.url)), 'utf8');
  expect(written).toBe(indicatorsDocument(entries, CONTRACT));
});
