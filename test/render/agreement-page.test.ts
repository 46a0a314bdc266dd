import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreementPage } from '../../src/render/agreement-page.ts';
import { agreementFrom, keyedWith, signedFrom } from '../agreement/helpers.ts';

const FACTS = { first: [], failing: [], untold: [], madeAt: '2026-06-01 12:00 UTC' };
const page = agreementPage(signedFrom(keyedWith()), FACTS);

describe('the page of an agreement', () => {
  test('allows its own style and nothing else', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toContain(' style=');
  });

  test('says that nobody has signed, and what must be said first', () => {
    const text = agreementPage(agreementFrom(keyedWith()), {
      ...FACTS,
      first: ['NOTE: two parts'],
      failing: ['the agreement is not signed by every party'],
    });
    expect(text).toContain('NOT in force');
    expect(text.indexOf('NOTE: two parts')).toBeLessThan(text.indexOf('NOT in force'));
    expect(text.match(/<td>NOT SIGNED<\/td>/g)).toHaveLength(5);
  });

  test('says what cannot be told where it is made', () => {
    expect(page).toContain('<strong>This agreement is in force.</strong>');
    const text = agreementPage(signedFrom(keyedWith()), { ...FACTS, untold: ['this workspace has no log'] });
    expect(text).toContain('This agreement is in force, as far as can be told in this workspace.');
    expect(text).toContain('this workspace has no log');
  });

  test('shows any text of the agreement, and never as markup', () => {
    const marks = fc.string({
      unit: fc.constantFrom('<', '>', '&', '"', "'", '=', '/', 'a', ' ', '`', ';'),
      minLength: 3,
      maxLength: 30,
    });
    fc.assert(
      fc.property(marks, (words) => {
        const agreement = signedFrom(keyedWith());
        const title = `${words}<script>alert(1)</script><b onclick="x">`;
        const changed = agreementPage({ ...agreement, about: { ...agreement.about, title } }, FACTS);
        expect(changed).not.toMatch(/<script|<b /);
        expect(changed.match(/<h1>/g)).toHaveLength(1);
        expect(changed.match(/<[a-z]/g)!.length).toBe(page.match(/<[a-z]/g)!.length);
      }),
      { numRuns: 30 },
    );
  });
});
