import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CONTRACT, checkExample } from '../../src/analyse/index.ts';
import { parseIndicator, shippedIndicators } from '../../src/indicators/index.ts';
import { indicatorsDocument } from '../../src/render/indicators-document.ts';

test('docs/indicators.md says what the catalogue says (when a change is meant: npm run indicators)', () => {
  const entries = shippedIndicators().map((indicator) => ({ indicator, own: false }));
  const written = readFileSync(fileURLToPath(new URL('../../docs/indicators.md', import.meta.url)), 'utf8');
  expect(written).toBe(indicatorsDocument(entries, CONTRACT));
});

test('the indicator in docs/adding-an-indicator.md is in form, and its example comes out as it says', async () => {
  const guide = readFileSync(
    fileURLToPath(new URL('../../docs/adding-an-indicator.md', import.meta.url)),
    'utf8',
  );
  const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(guide)!;
  const indicator = parseIndicator(yaml!, 'weekend-incidents.yaml');
  expect(await checkExample(indicator)).toEqual([]);
});
