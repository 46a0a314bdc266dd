/** Parts of pages: texts of unknown origin are harmless in them, and tables can be followed by a screen reader. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { html, joined, list, page, plain, section, shown, table, unbroken } from '../../src/pages/index.ts';

describe('a text of unknown origin', () => {
  test.each([
    ['=HYPERLINK("x")', '&#39;=HYPERLINK(&quot;x&quot;)'],
    ['+44', '&#39;+44'],
    ['-1', '&#39;-1'],
    ['@x', '&#39;@x'],
    ['\t=1', '\\u{9}=1'],
    ['\u001b[2J', '\\u{1b}[2J'],
    ['\u202egnp', '\\u{202e}gnp'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['Ann & Bob', 'Ann &amp; Bob'],
  ])('%j is shown as %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test('never steers, never is a formula, and never is markup', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('', '=', '\u202e', '\u0000', '<'),
        (text, before) => {
          const safe = shown(before + text);
          expect(safe).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069<>"']/u);
          expect(safe).not.toMatch(/^\s*[=+\-@]/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('a number stays in one line with its sign, and a day with its month', () => {
  expect(unbroken('51 % of people, 1 April 2025 to 31 March 2026')).toBe(
    '51\u00a0% of people, 1\u00a0April 2025 to 31\u00a0March 2026',
  );
  expect(unbroken('4 Marchers, at 14 days')).toBe('4 Marchers, at 14 days');
});

describe('parts', () => {
  test('escape what is put into them, and nothing twice', () => {
    expect(html`<p>${'<b>'} ${plain('+44 29 2000 0000')} ${plain('=1')} ${7}</p>`.html).toBe(
      '<p>&lt;b&gt; +44 29 2000 0000 &#39;=1 7</p>',
    );
    expect(list(['a & b', html`<b>c</b>`]).html).toBe('<ul>\n<li>a &amp; b</li>\n<li><b>c</b></li>\n</ul>');
    expect(joined([html`a`, html`b`], ', ').html).toBe('a, b');
    expect(section('x', '<x>', html`y`).html).toContain('<h2 id="x">&lt;x&gt;</h2>');
  });

  test('of a table say what they head', () => {
    const { html: text } = table({
      label: 'What & whom',
      columns: ['a', 'b'],
      rows: [
        ['1', '<2>'],
        ['3', '4'],
      ],
      rowHeads: true,
    });
    expect(text).toContain('role="region" aria-label="Table: What &amp; whom" tabindex="0"');
    expect(text).toContain('<tr><th scope="col">a</th><th scope="col">b</th></tr>');
    expect(text).toContain('<tr><th scope="row">1</th><td>&lt;2&gt;</td></tr>');
    expect(text).toContain('<tr><th scope="row">3</th><td>4</td></tr>');
  });
});

test('a page loads nothing, runs nothing, and allows its own style alone', () => {
  const text = page('a <title>', html`<p>b</p>`);
  expect(text).not.toMatch(/<script|<link|<img|<iframe|https?:|url\(/i);
  expect(text).toContain('<title>a &lt;title&gt;</title>');
  const style = /<style>([\s\S]*)<\/style>/.exec(text)![1]!;
  const digest = createHash('sha256').update(style).digest('base64');
  expect(text).toContain(
    `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
  );
});
