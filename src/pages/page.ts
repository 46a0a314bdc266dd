/** The whole page around its content. */
import { sha256 } from '../sharelog/index.ts';
import { type Html, shown } from './html.ts';
import { STYLE } from './style.ts';

/** The style is the only thing that the page allows, by its digest. */
export function page(title: string, body: Html): string {
  const digest = Buffer.from(sha256(new TextEncoder().encode(STYLE))).toString('base64');
  const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${shown(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body.html}
</body>
</html>
`;
}
