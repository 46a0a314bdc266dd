/** The auditor's page: what it says, that it is harmless, and that a forged one is found. */

import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IssuedReport, issueReport, locateLog } from '../../src/audit/index.ts';
import { gatherFacts } from '../../src/audit/report/facts.ts';
import { sealPackage } from '../../src/custody/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { EVENTS, makeLogged, makeWorld, type World } from '../custody/world.ts';
import { openLog, scratch } from '../sharelog/helpers.ts';
import { handedOver, witnessed } from './helpers.ts';

let world: World;
let out: string;
beforeAll(async () => {
  world = await makeWorld();
  out = await mkdtemp(join(tmpdir(), 'throughline-report-'));
  await handedOver(world);
  await witnessed(world, 'police', 'health');
  const folder = join(world.of('police'), 'work', 'police', 'again');
  await makeLogged(world, folder, EVENTS);
  await errorOf(async () => sealPackage(await world.open('police'), folder, 'health'));
});
afterAll(async () => {
  await world.remove();
  await rm(out, { recursive: true });
});

const issue = async (of: string, by = 'auditor', more = {}): Promise<IssuedReport & { text: string }> => {
  const workspace = await world.open(by);
  const issued = await issueReport(workspace, { log: locateLog(world.of(of), world.of(by)), out, ...more });
  return { ...issued, text: await readFile(issued.file, 'utf8') };
};

describe('the page', () => {
  test('says what was shared, refused and witnessed, and names the entries', async () => {
    const { text, size, whole } = await issue('police');
    expect({ size, whole }).toEqual({ size: 7, whole: true });
    expect(text).toContain('2 disclosures to parties were made [<a class="entry" href="#entry-3">3</a>');
    expect(text).toMatch(/<td>tokens <code>sha256:[0-9a-f]{64}<\/code><\/td><td>linkage-unit<\/td>/);
    expect(text).toContain('DPA 2018 s35(2)(b)');
    expect(text).toContain('was REFUSED the disclosure of events to health');
    expect(text).toContain('<strong>UNWITNESSED.</strong>');
    expect(text).toContain('Partners cosigned its first 6 entries and not the 1 after');
    for (const [, entry] of text.matchAll(/href="#entry-(\d+)"/g)) {
      expect(text).toContain(`id="entry-${entry}"`);
    }
    for (const line of text.matchAll(/<li>20[^\n]*<\/li>/g)) expect(line[0]).toMatch(/href="#entry-\d+"/);
  });

  test('tells what was released apart from what was shared, and alarms of neither', async () => {
    const agreement = await world.agreement();
    const log = await openLog(await scratch());
    const isa = { id: agreement.about.id, version: agreement.about.version, sha256: agreement.digest };
    const done = { org: 'analyst', actorRole: 'analyst', isa, type: 'disclosure', phase: 'done' } as const;
    await log.append([
      {
        ...done,
        details: { action: 'release', what: 'figures', indicator: 'overlap', release: '0001-overlap' },
      },
      { ...done, details: { action: 'report', what: 'report', page: 'sha256:1' } },
      { ...done, details: { action: 'object', what: 'a notice of objection', recipient: 'police' } },
      { ...done, details: { action: 'seal', flow: { from: 'analyst', to: 'police', what: 'tokens' } } },
      { ...done, details: { action: 'seal', what: 'tokens' } },
    ]);
    const { released, disclosed } = await gatherFacts(log.folder, log.size, agreement);
    expect(released.map(({ what, agreed, digest }) => [what, agreed, digest])).toEqual([
      ['figures (overlap), release 0001-overlap', 'yes', ''],
      ['report', 'yes', 'sha256:1'],
    ]);
    expect(disclosed.map(({ what, other, agreed }) => [what, other, agreed])).toEqual([
      ['a notice of objection', 'police', 'yes'],
      ['tokens', 'police', 'no'],
      ['tokens', 'nobody named', 'no'],
    ]);
  });

  test('says when exact figures were looked at inside the workspace', async () => {
    const { log } = await world.open('analyst');
    const consulted = { org: 'analyst', actorRole: 'analyst', type: 'consultation', phase: 'done' } as const;
    const exact = 'exact figures, shown inside the workspace';
    await log.append([
      { ...consulted, details: { action: 'count', output: exact } },
      { ...consulted, details: { action: 'count', output: 'controlled figures' } },
    ]);
    const { text, size } = await issue('analyst');
    expect(text).toContain('1 look at exact figures was taken inside the workspace');
    expect(text).toMatch(
      /Where exact figures were looked at[\s\S]*\(exact figures, shown inside the workspace\)/,
    );
    expect(text.split(exact)).toHaveLength(2);
    expect((await gatherFacts(log.folder, size, undefined)).exact.map(({ entries }) => entries)).toEqual([
      [size - 2],
    ]);
  });

  test('says when a package has not been destroyed in time', async () => {
    const later = await world.open('health', '2028-01-01T00:00:00Z');
    const before = (await world.entries('health')).length;
    const { file } = await issueReport(later, {
      log: locateLog(world.of('analyst'), world.of('health')),
      out,
    });
    expect(await readFile(file, 'utf8')).toMatch(
      /Overdue[\s\S]*events from police of 2026-06-01 12:00, to be gone by 2027/,
    );
    expect(await world.entries('health')).toHaveLength(before + 1);
  });

  test('says when links and figures that a party made itself are due', async () => {
    const retention = (['links', 'figures'] as const).map((kind, i) => {
      return { kind, days: 10 * (i + 1), 'destroyed-by': 'deletion' as const };
    });
    const agreement = { ...(await world.agreement()), retention };
    const unit = await world.open('linkage-unit');
    const made = { org: 'linkage-unit', actorRole: 'linkage-unit', phase: 'done' } as const;
    const flow = { from: 'linkage-unit', what: 'links' };
    const figures = { package: `sha256:${'b'.repeat(64)}`, indicator: 'overlap' };
    await unit.log.append([
      { ...made, type: 'combination', details: { flow, package: `sha256:${'a'.repeat(64)}` } },
      { ...made, type: 'consultation', details: figures },
    ]);
    const due = async (): Promise<[string, number][]> => {
      const { held } = await gatherFacts(unit.log.folder, unit.log.size, agreement);
      return held.map(({ what, at, by }) => [what, (by - at) / 86_400_000]);
    };
    expect(await due()).toEqual([
      ['links', 10],
      ['figures (overlap)', 20],
    ]);
    await unit.log.append([{ ...made, type: 'erasure', details: { packages: [figures.package] } }]);
    expect(await due()).toEqual([['links', 10]]);
  });

  test('can be made by somebody who is no party, from a copy of the log alone', async () => {
    const folder = join(out, 'bare');
    await cp(join(world.of('analyst'), 'log'), folder, { recursive: true });
    const now = new Date('2026-06-02T00:00:00Z');
    const issued = await issueReport({ agreement: undefined, now }, { log: { folder }, out: folder });
    expect(issued).toMatchObject({ whole: true, again: false, of: 'analyst' });
    expect(issued.entry).toBeUndefined();
    const text = await readFile(issued.file, 'utf8');
    expect(text).toContain('its digest is in no log');
    expect(text).toContain('There is no agreement at hand that says how long anything may be kept.');
    expect(text).toContain('past their day of destruction is not known: no agreement is at hand.');
    expect(text).not.toContain('0 packages are past');
    const again = await issueReport({ agreement: undefined, now }, { log: { folder }, out: folder });
    expect(again.page).toBe(issued.page);
  });

  test('loads nothing, runs nothing, and allows its own style alone', async () => {
    const { text } = await issue('police');
    expect(text).not.toMatch(/<script|<link|<img|<iframe|javascript:|\son\w+=|https?:|url\(/i);
    const style = /<style>([\s\S]*)<\/style>/.exec(text)![1]!;
    const digest = createHash('sha256').update(style).digest('base64');
    expect(text).toContain(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
    );
  });
});

describe('a page once issued', () => {
  test('has its digest in the log of whoever issued it, and is the same to the byte made again', async () => {
    const first = await issue('linkage-unit');
    const digest = `sha256:${createHash('sha256').update(first.text).digest('hex')}`;
    expect(first).toMatchObject({ page: digest, again: false });
    expect((await world.entries('auditor'))[first.entry!]).toMatchObject({
      type: 'report.issued',
      details: { of: 'linkage-unit', size: first.size, page: digest },
    });
    // The log grows and is cosigned; the same size still gives the same page.
    await witnessed(world, 'linkage-unit', 'police');
    await (await world.open('linkage-unit')).log.append([
      { type: 'denial', org: 'linkage-unit', actorRole: 'linkage-unit' },
    ]);
    await rm(first.file);
    const again = await issue('linkage-unit', 'auditor', { at: first.size });
    expect(again).toMatchObject({ again: true, entry: first.entry, text: first.text });
  });

  test('is found to be another when the log was rewritten', async () => {
    const copy = join(out, 'copy');
    await cp(join(world.of('analyst'), 'log'), copy, { recursive: true });
    const auditor = await world.open('auditor');
    await issueReport(auditor, { log: { folder: copy }, out });
    await rm(copy, { recursive: true });
    await cp(join(world.of('analyst'), 'log'), copy, { recursive: true });
    const bundle = join(copy, 'tile', 'entries', '000.p', '2');
    await writeFile(bundle, (await readFile(bundle, 'latin1')).replace('"events"', '"tokens"'), 'latin1');
    const error = await errorOf(async () =>
      issueReport(await world.open('auditor'), { log: { folder: copy }, out }),
    );
    expect(error).toMatchObject({ code: 'REPORT_DIFFERS', exitCode: 1 });
  });

  test('cannot be about more entries than there are', async () => {
    expect((await errorOf(() => issue('police', 'auditor', { at: 99 }))).code).toBe('REPORT_SIZE');
    const none = { folder: join(out, 'none') };
    const error = await errorOf(async () => issueReport(await world.open('auditor'), { log: none, out }));
    expect(error.code).toBe('NO_LOG');
  });

  test('about a log that is not whole says so first', async () => {
    const copy = join(out, 'broken');
    await cp(join(world.of('police'), 'log'), copy, { recursive: true });
    await rm(join(copy, 'checkpoints', '2'));
    const issued = await issueReport(await world.open('auditor', '2026-06-02T00:00:00Z'), {
      log: { folder: copy },
      at: 4,
      out,
    });
    expect(issued.whole).toBe(false);
    const text = await readFile(issued.file, 'utf8');
    expect(text).toContain('<strong>NOT whole.</strong>');
    expect(text).toContain('checkpoints/2');
  });
});
