/**
 * Every kind of page in a real browser, at the width of a telephone, a tablet and a desk, and on paper. THROUGHLINE_SHOTS
 * names a folder for pictures of them, for a person to look at; THROUGHLINE_DEMO that of a demo that was played.
 */
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementPage } from '../../src/render/agreement-page.ts';
import { assess, reportPage, type Source } from '../../src/report/index.ts';
import { ROOT, throughline } from '../journeys/cli.ts';
import { EDGES, HOSTILE, labelled, standing, TABLES } from '../report/figures.ts';
import { scratch } from '../sharelog/helpers.ts';
import { CHROMIUM, runsChromium } from './programs.ts';

const WIDTHS = [360, 800, 1600];
/** A4 between its margins, in pixels of a page. */
const PAPER_WIDTH = 688;
const RULES = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
};
/** What the keyboard stops at, in order; and what of it may be folded away. */
const INSIDE = 'a[href], [tabindex="0"]';
const STOPS = `${INSIDE}, summary`;
const IN_PAGE = join(import.meta.dirname, 'in-page.js');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const shots = process.env.THROUGHLINE_SHOTS;
const demo = process.env.THROUGHLINE_DEMO;
if (runsChromium && demo === undefined)
  console.log('skipped: needs THROUGHLINE_DEMO, the folder of a demo that was played');

/** Writes a page into a folder of its own, and says where. */
type Make = (folder: string) => Promise<string>;

const report =
  (sources: readonly Source[]): Make =>
  async (folder) => {
    const file = join(folder, 'REPORT.html');
    await writeFile(file, reportPage(assess(sources, await standing()), TABLES));
    return file;
  };

/** The page that a command writes into the folder that it is run in. */
const written =
  (...args: readonly string[]): Make =>
  async (folder) => {
    if (demo !== undefined) await cp(join(demo, 'analyst', 'agreement.yaml'), join(folder, 'agreement.yaml'));
    const { code, stderr } = await throughline(args, { cwd: folder });
    if (code !== 0) throw new Error(stderr);
    return join(folder, (await readdir(folder)).find((name) => name.endsWith('.html'))!);
  };

const agreement: Make = async (folder) => {
  const file = join(folder, 'agreement.html');
  const facts = {
    first: ['One Council plays two parts.'],
    failing: ['It has ended.'],
    untold: [],
    madeAt: 'now',
  };
  await writeFile(file, agreementPage((await standing()).agreement, facts));
  return file;
};

const draft: Source[] = EDGES.oneAgency.map((source) => ({
  ...source,
  shown: { ...source.shown, controlled: false },
}));

const PAGES: readonly (readonly [name: string, make: Make])[] = [
  ...(demo === undefined
    ? []
    : ([
        ['report', () => Promise.resolve(join(demo, 'analyst', 'release', 'REPORT.html'))],
        ['linkage', () => Promise.resolve(join(demo, 'linkage-unit', 'work', 'linkage', 'QUALITY.html'))],
        ['share-log', written('log', 'report', join(demo, 'analyst'))],
      ] as const)),
  ['agreement', agreement],
  ['profile', written('profile', join(ROOT, 'fixtures/population/police.csv'), '--html', 'profile.html')],
  ['hostile-labels', report(labelled(HOSTILE))],
  ['draft', report(draft)],
  ...Object.entries(EDGES).map(([name, sources]) => [name, report(sources)] as const),
];

let browser: Browser;

/** What a page did besides being there. */
interface Opened {
  readonly page: Page;
  /** Warnings, errors, dialogs, and requests for anything but the page. */
  readonly doings: string[];
}

async function opened(file: string, width: number, scripts: readonly string[] = []): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  for (const path of [IN_PAGE, ...scripts]) await context.addInitScript({ path });
  const page = await context.newPage();
  const doings: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) doings.push(message.text());
  });
  page.on('pageerror', (error) => doings.push(error.message));
  page.on('dialog', (dialog) => {
    doings.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) doings.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, doings };
}

describe.skipIf(!runsChromium)('Chromium', () => {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--no-first-run',
      ],
    });
  });
  afterAll(() => browser?.close());

  describe.each(PAGES)('shows the page %s', (name, make) => {
    let file: string;
    /** Gone through in order, as a reader goes through a page. */
    let page: Page;
    let doings: string[];
    beforeAll(async () => {
      file = await make(await scratch());
      ({ page, doings } = await opened(file, WIDTHS[0]!));
    });
    afterAll(() => page?.context().close());

    test('within its width on screens and on paper, where what was folded is open', async () => {
      if (shots !== undefined) await mkdir(shots, { recursive: true });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect([width, await page.evaluate('inPage.overflow()')]).toEqual([width, 0]);
        if (shots === undefined) continue;
        await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
      }
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      if (shots !== undefined) await writeFile(join(shots, `${name}.pdf`), pdf);
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: PAPER_WIDTH, height: 900 });
      expect(await page.evaluate('inPage.overflow()')).toBe(0);
      expect(await page.evaluate('inPage.hiddenTables()')).toBe(0);
      await page.emulateMedia({ media: null });
    });

    test('to the keyboard alone, in order and seen', async () => {
      await page.setViewportSize({ width: WIDTHS[0]!, height: 900 });
      const folds = await page.locator('details').count();
      const stops =
        (await page.locator(STOPS).count()) -
        (await page.locator(`details:not([open]) :is(${INSIDE})`).count());
      const astray: unknown[] = [];
      let opens = 0;
      for (let at = 0, left = stops; left > 0; at += 1, left -= 1) {
        await page.keyboard.press('Tab');
        const gone = await page.evaluate(`inPage.astray(${JSON.stringify(STOPS)}, ${at})`);
        if (gone !== undefined) astray.push(gone);
        if ((await page.evaluate('document.activeElement.localName')) !== 'summary') continue;
        await page.keyboard.press('Enter');
        opens += 1;
        left += Number(
          await page.evaluate(`document.activeElement.parentElement.querySelectorAll('${INSIDE}').length`),
        );
      }
      expect(astray).toEqual([]);
      expect([opens, await page.locator('details[open]').count()]).toEqual([folds, folds]);
      expect(await page.evaluate(`inPage.unreached(${JSON.stringify(STOPS)})`)).toBe(0);
    });

    test('quietly: it asks for nothing, says nothing, and runs nothing', async () => {
      expect(doings).toEqual([]);
      const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
      expect(await policy.getAttribute('content')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
      expect(await page.locator('script').count()).toBe(0);
      expect(await page.evaluate('inPage.runs()')).toBe(false);
      // What was tried just now was noticed, so that silence before means something.
      expect(doings.length).toBeGreaterThan(2);
      expect(doings.filter((one) => !one.includes('Content Security Policy'))).toEqual([]);
    });

    test('in which axe-core finds nothing at any width, with all tables open', async () => {
      const { page: own } = await opened(file, WIDTHS[0]!, [AXE]);
      await own.evaluate('inPage.openAll()');
      for (const width of WIDTHS) {
        await own.setViewportSize({ width, height: 900 });
        const { violations, passes } = await own.evaluate<AxeResults>(`axe.run(${JSON.stringify(RULES)})`);
        expect(passes.length).toBeGreaterThan(10);
        expect(violations.map(({ id, nodes }) => [width, id, nodes[0]?.html])).toEqual([]);
      }
      await own.context().close();
    });
  });
});
