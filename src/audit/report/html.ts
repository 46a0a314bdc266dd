/**
 * A page that loads nothing, runs nothing, and shows other people's texts harmlessly: controls and direction
 * overrides are written out, and a text that a spreadsheet would take for a formula gets an apostrophe.
 */
import { sha256 } from '../../sharelog/index.ts';

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text of unknown origin as it may stand anywhere in the page. */
export function shown(text: string): string {
  const visible = text.replaceAll(UNSAFE, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  const still = /^\s*[=+\-@]/.test(visible) ? `'${visible}` : visible;
  return still.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);
}

type Part = string | number | Html | readonly (string | Html)[];

/** A template whose parts are escaped, unless they are HTML already; lists are joined. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const written = parts.map((part) =>
    Array.isArray(part) ? part.map(one).join('') : one(part as string | number | Html),
  );
  return { html: texts.map((text, i) => `${text}${written[i] ?? ''}`).join('') };
}

const one = (part: string | number | Html): string =>
  typeof part === 'object' ? part.html : shown(String(part));

/** The whole page. The style is the only thing that the page allows, by its digest. */
export function page(title: string, style: string, body: Html): string {
  const digest = Buffer.from(sha256(new TextEncoder().encode(style))).toString('base64');
  const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${shown(title)}</title>
<style>${style}</style>
</head>
<body>
${body.html}
</body>
</html>
`;
}
