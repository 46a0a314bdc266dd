import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ENTRY_TYPES,
  type EntryFields,
  type LogReport,
  readEntries,
  reportLines,
  type Selection,
  selectEntries,
  sentenceOf,
} from '../../src/sharelog/index.ts';
import { draft, fixedAmbient, openLog, scratch } from './helpers.ts';

const isa = { id: 'ISA-2026-001', version: 1, sha256: 'a'.repeat(64) };
const base: EntryFields = { org: 'police', actorRole: 'ig-lead', isa, purpose: 'needs-assessment' };
const under = ' for needs-assessment, under agreement ISA-2026-001 version 1';

describe('sentences', () => {
  test.each<[EntryFields, string]>([
    [
      {
        ...base,
        type: 'disclosure',
        phase: 'intent',
        details: { flow: { from: 'police', to: 'analyst', what: 'events' } },
      },
      `Police (IG lead) was about to begin the disclosure of events to analyst${under}.`,
    ],
    [
      {
        ...base,
        type: 'disclosure',
        phase: 'done',
        details: { to: 'analyst', rows: '100-999', intent: 1204 },
      },
      `Police (IG lead) disclosed data (100-999 rows) to analyst${under} (announced in entry 1,204).`,
    ],
    [
      {
        ...base,
        type: 'disclosure',
        phase: 'failed',
        details: { flow: { to: 'analyst', what: 'events' }, intent: 7, reason: 'DISK_FULL' },
      },
      `Police (IG lead) FAILED at the disclosure of events to analyst${under}, with the error DISK_FULL (announced in entry 7).`,
    ],
    [
      {
        org: 'analyst',
        actorRole: 'analyst',
        type: 'collection',
        details: { from: 'police', what: 'tokens', action: 'open' },
      },
      'Analyst collected tokens from police by the step "open".',
    ],
    [
      {
        ...base,
        type: 'denial',
        op: 'erasure',
        policyDecision: { result: 'refused', failed: ['not-expired'] },
      },
      `Police (IG lead) was REFUSED the erasure of data${under}, because this rule was not met: "not expired".`,
    ],
    [
      {
        ...base,
        type: 'denial',
        policyDecision: { failed: ['flow-agreed', 'not-expired'] },
        details: { action: 'seal' },
      },
      `Police (IG lead) was REFUSED the step "seal"${under}, because these rules were not met: "flow agreed", "not expired".`,
    ],
    [
      { ...base, type: 'alteration', details: { what: 'tokens', action: 'pseudonymise' } },
      `Police (IG lead) made tokens by the step "pseudonymise"${under}.`,
    ],
    [
      { ...base, type: 'denial', op: 'collection', policyDecision: { failed: ['sound'] } },
      `Police (IG lead) was REFUSED the collection of data${under}, because what arrived was damaged, forged or not for this party.`,
    ],
    [
      {
        org: 'analyst',
        type: 'disclosure',
        details: { action: 'release', what: 'figures', indicator: 'overlap', release: '0001-overlap' },
      },
      'Analyst released figures of overlap (release 0001-overlap) by the step "release".',
    ],
    [
      {
        org: 'analyst',
        type: 'consultation',
        details: { action: 'count', indicator: 'waits', rows: '10-99' },
      },
      'Analyst consulted data for waits (10-99 rows) by the step "count".',
    ],
    [
      {
        org: 'analyst',
        type: 'consultation',
        details: {
          action: 'count',
          indicator: 'waits',
          rows: '10-99',
          output: 'exact figures, shown inside the workspace',
        },
      },
      'Analyst consulted data for waits (10-99 rows, exact figures, shown inside the workspace) by the step "count".',
    ],
    [
      {
        org: 'analyst',
        type: 'consultation',
        phase: 'intent',
        details: { action: 'count', inside: true },
      },
      'Analyst was about to begin the consultation of data (exact figures, to be shown inside the workspace) by the step "count".',
    ],
    [
      {
        org: 'analyst',
        type: 'consultation',
        phase: 'intent',
        details: { action: 'count', command: 'count waits' },
      },
      'Analyst was about to begin the consultation of data by the step "count waits".',
    ],
    [{ type: 'denial' }, 'Someone was REFUSED an operation.'],
    [
      { org: 'police', type: 'key.send', details: { to: 'housing' } },
      'Police sent the project key to housing.',
    ],
    [
      { org: 'police', type: 'disclosure', isa: 'ISA-2026-014' },
      'Police disclosed data, under agreement ISA-2026-014.',
    ],
    [{ org: 'police', type: 'sale' }, 'Police made an entry of a kind this program does not know.'],
    [{ org: 1, type: 2, details: 3 }, 'Someone made an entry of a kind this program does not know.'],
    [{ type: 'erasure', details: ['x'], isa: null, policyDecision: 1 }, 'Someone erased data.'],
  ])('%j', (fields, sentence) => {
    expect(sentenceOf(fields)).toBe(sentence);
  });

  test('there is one for every type, without its code', () => {
    for (const type of ENTRY_TYPES) {
      const sentence = sentenceOf({ org: 'police', type });
      expect(sentence).toMatch(/^Police [a-zA-Z' ]+\.$/);
    }
  });
});

describe('choosing entries', () => {
  async function folder(): Promise<string> {
    const workspace = await scratch();
    const ambient = fixedAmbient('2026-04-01T00:00:00.000Z');
    const log = await openLog(workspace, { ambient });
    await log.append([draft('log.start'), draft('collection')]);
    ambient.moveTo('2026-04-01T23:59:59.999Z');
    await log.append([draft('disclosure')]);
    ambient.moveTo('2026-04-02T00:00:00.000Z');
    await log.append([{ ...draft('denial'), op: 'disclosure' }, draft('denial'), draft('key.create')]);
    ambient.moveTo('2026-04-03T12:00:00.000Z');
    await log.append([draft('key.send'), { ...draft('disclosure'), details: { intent: 5 } }]);
    return join(workspace, 'log');
  }

  test.each<[Selection, number[]]>([
    [{}, [0, 1, 2, 3, 4, 5, 6, 7]],
    [{ operation: 'disclosure' }, [2, 3, 7]],
    [{ operation: 'denial' }, [3, 4]],
    [{ operation: 'key' }, [5, 6]],
    [{ operation: 'erasure' }, []],
    [{ from: '2026-04-02' }, [3, 4, 5, 6, 7]],
    [{ to: '2026-04-01' }, [0, 1, 2]],
    [{ from: '2026-04-02', to: '2026-04-02' }, [3, 4, 5]],
    [{ last: 2 }, [6, 7]],
    [{ operation: 'disclosure', last: 2 }, [3, 7]],
    [{ outcomes: true }, [0, 1, 2, 3, 4, 6, 7]],
    [{ outcomes: true, operation: 'key' }, [6]],
    [{ last: 99 }, [0, 1, 2, 3, 4, 5, 6, 7]],
  ])('by %j', async (selection, expected) => {
    const indexes: number[] = [];
    for await (const { index } of selectEntries(await folder(), selection)) indexes.push(index);
    expect(indexes).toEqual(expected);
  });

  test.each(['2026-02-30', '2026-4-1', 'today', ''])('not by the day %j', async (from) => {
    await expect(selectEntries(await folder(), { from }).next()).rejects.toThrow(
      expect.objectContaining({ code: 'LOG_DATE', exitCode: 2 }),
    );
  });

  test('a range of numbers is read without what is before it', async () => {
    const read: number[] = [];
    for await (const { index, fields } of readEntries(await folder(), { from: 2, to: 5 })) {
      expect(fields.seq).toBe(index);
      read.push(index);
    }
    expect(read).toEqual([2, 3, 4]);
  });

  test('there is nothing to read where there is no log', async () => {
    await expect(readEntries(await scratch()).next()).rejects.toThrow(
      'log/checkpoint: the checkpoint is missing',
    );
  });
});

describe('a report in words', () => {
  const report: LogReport = {
    ok: true,
    origin: 'police.example/sharelog',
    size: 1204,
    root: 'cm9vdA==',
    witnessed: { signed: 0, of: 0, organisations: [], asked: 0, quorum: true, upTo: 0 },
    remembered: 'same',
    times: { first: '2026-04-01T09:00:00.000Z', last: '2026-05-03T09:00:00.000Z' },
    trusted: true,
    findings: [],
    more: 0,
    notes: [],
  };

  test('of a whole log', () => {
    expect(reportLines(report).slice(0, 5)).toEqual([
      'UNWITNESSED, whole: 1,204 entries',
      '  dates: 2026-04-01 to 2026-05-03',
      '  root: cm9vdA==',
      '  key: the one you gave',
      '  remembered head: the log is as it was last seen',
    ]);
    expect(reportLines(report).at(-1)).toMatch(
      /entry is true, nor that everything that happened was entered\.$/,
    );
  });

  test('of a witnessed log that is not whole', () => {
    const lines = reportLines({
      ...report,
      ok: false,
      size: 1,
      times: {},
      witnessed: {
        signed: 2,
        of: 3,
        organisations: ['housing', 'childrens'],
        asked: 2,
        quorum: true,
        upTo: 1,
      },
      findings: [{ code: 'X', file: 'tile/0/000.p/1', entry: 0, message: 'the hash of entry 0 was changed' }],
      more: 12,
      notes: [{ code: 'Y', file: 'lock', message: 'a command is appending' }],
    });
    expect(lines[0]).toBe(
      'NOT whole, WITNESSED (2 of 3 distinct organisations; the policy asks for 2): 1 entry',
    );
    expect(lines.slice(5, 11)).toEqual([
      '  witnesses: housing, childrens',
      'found:',
      '  tile/0/000.p/1 entry 0: the hash of entry 0 was changed',
      '  and 12 more',
      'of note:',
      '  lock: a command is appending',
    ]);
  });

  test('of many alike notes tells a few, and how many more', () => {
    const note = (code: string) => ({ code, file: 'checkpoints/1', message: code });
    const notes = [...Array.from({ length: 9 }, () => note('A')), note('B')];
    const lines = reportLines({ ...report, notes });
    const from = lines.indexOf('of note:');
    expect(lines.slice(from + 5, from + 8)).toEqual([
      '  checkpoints/1: A',
      '  and 4 more like it',
      '  checkpoints/1: B',
    ]);
  });

  test('of a log with too few or older witnesses', () => {
    const few = { signed: 1, of: 3, organisations: ['housing'], asked: 2, quorum: false, upTo: 0 };
    const lines = reportLines({ ...report, witnessed: few });
    expect(lines[0]).toMatch(/^UNWITNESSED, whole: /);
    expect(lines[5]).toBe('  witnesses: housing, fewer than the 2 that its policy asks for');
    expect(lines[6]).toBe('  next: its keeper asks a partner to witness it: "throughline log request PARTY"');
    const older = { signed: 0, of: 3, organisations: [], asked: 2, quorum: false, upTo: 1000 };
    expect(reportLines({ ...report, witnessed: older })).toContain(
      '  witnesses: enough have cosigned the first 1,000 entries, not the 204 after',
    );
    const tail = {
      signed: 2,
      of: 3,
      organisations: ['housing', 'health'],
      asked: 1,
      quorum: true,
      upTo: 1200,
    };
    expect(reportLines({ ...report, witnessed: { ...tail, covered: true } }).slice(0, 6)).toEqual([
      expect.stringMatching(
        /^WITNESSED \(2 of 3 distinct organisations; the policy asks for 1\), whole: 1,204 entries/,
      ),
      '  dates: 2026-04-01 to 2026-05-03',
      '  root: cm9vdA==',
      '  key: the one you gave',
      '  remembered head: the log is as it was last seen',
      "  witnesses: housing, health; the last 4 entries only say what was seen of partners' logs",
    ]);
  });

  test('of nothing that could be read', () => {
    const lines = reportLines({
      ...report,
      ok: false,
      size: 0,
      root: '',
      times: {},
      trusted: false,
      remembered: 'none',
    });
    expect(lines.slice(0, 5)).toEqual([
      'NOT whole, UNWITNESSED: 0 entries',
      '  dates: none',
      '  root: unknown',
      "  key: the one in the log's own policy; compare it with the agreement",
      '  remembered head: none to compare with, so nobody would notice a log rolled back',
    ]);
  });
});
