import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAgreement, parseColumns } from '../../src/agreement/index.ts';
import {
  loadPreset,
  PRESETS,
  presetColumns,
  presetYaml,
  STARTER_SERVICES,
  servicesNamed,
  starterAgreement,
} from '../../src/intake/index.ts';
import { looksLike } from '../../src/standardise/index.ts';

const TODAY = '2026-05-01';
const starter = (services: readonly string[], more = {}) =>
  starterAgreement({ services, title: 'A "title": with # marks', id: 'ISA-2026-001', today: TODAY, ...more });

describe('an agreement to begin with', () => {
  test('is right in form for every choice of services, and names a law, columns and flows for each', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...STARTER_SERVICES], { minLength: 2 }), (services) => {
        const agreement = parseAgreement(starter(services), 'agreement.yaml');
        expect(agreement.about).toMatchObject({ status: 'draft', title: 'A "title": with # marks' });
        expect(agreement.parties.filter(({ part }) => part === 'agency').map(({ id }) => id)).toEqual(
          services,
        );
        for (const service of services) {
          expect(
            agreement.flows.filter(({ from }) => from === service).map(({ what, to }) => [what, to]),
          ).toEqual([
            ['tokens', 'linkage-unit'],
            ['events', 'analyst'],
          ]);
          expect(Object.keys(agreement.columns[service] ?? {}).length).toBeGreaterThan(5);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('is for the services that somebody names, in any spelling, or for all', () => {
    expect(servicesNamed("Police;  adult social care ,Children's, police")).toEqual([
      'police',
      'adult-social-care',
      'childrens',
    ]);
    expect(servicesNamed(' ,')).toEqual(STARTER_SERVICES);
    for (const text of ['police', 'police, Police', 'police,circus']) {
      expect(() => servicesNamed(text)).toThrow(
        expect.objectContaining({ code: 'STARTER_SERVICES', exitCode: 2 }),
      );
    }
  });

  test('takes the same lines for a service that no preset is for, and says how to begin with another', () => {
    const text = starter(['police', 'probation']);
    expect(Object.keys(parseAgreement(text, 'agreement.yaml').columns.probation ?? {})).toContain(
      'PERSON_ID',
    );
    expect(text).toContain('No preset is for this service');
    expect(() => servicesNamed('police,fire')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('for another service begin with') }),
    );
  });

  test('takes columns from the preset that is asked for', () => {
    const text = starter(['police', 'childrens'], { presets: { childrens: 'ssda903' } });
    expect(Object.keys(parseAgreement(text, 'agreement.yaml').columns.childrens ?? {})).toContain('DECOM');
  });
});

describe.each(PRESETS)('the preset %s', (id) => {
  const preset = loadPreset(id);

  test('is in form, with a source and a version for what it says, and says what it could not source', () => {
    const plan = parseColumns(presetYaml(preset), id);
    expect(plan.some(({ as }) => as.kind === 'event' && as.field === 'date')).toBe(true);
    expect(plan.some(({ as }) => as.kind === 'identifier' && as.identifier === 'local-person-id')).toBe(true);
    expect(preset.sources.length).toBeGreaterThan(0);
    for (const { what, version, where } of preset.sources) {
      expect([what, version].every((text) => text.length > 2)).toBe(true);
      expect(where).toMatch(/^https:\/\/[^ ]+$/);
    }
    expect(preset.notSourced.length).toBeGreaterThan(0);
    expect(presetYaml(preset)).toContain(
      `# Not from a public source, so to be made true: ${preset.notSourced[0]}`,
    );
  });

  test('says of every list of codes what it was held against, or that nothing could be', () => {
    const mapped = Object.entries(preset.columns).flatMap(([name, { map }]) =>
      map === undefined ? [] : [name],
    );
    expect(Object.keys(preset.codes)).toEqual(mapped);
    const text = presetYaml(preset);
    for (const name of mapped) {
      expect(text).toMatch(new RegExp(`# Codes of ${name}: (held one by one against|NOT CHECKED:) .{10}`));
    }
  });

  test('finds its columns under the names of an extract, whatever its letters, and lists the rest', () => {
    const header = [
      ...new Set(
        Object.entries(preset.columns).flatMap(([name, { from, value }]) =>
          value === undefined ? [typeof from === 'string' ? from : name] : [],
        ),
      ),
    ];
    const mine = [...header.map((name) => name.toUpperCase().replaceAll(' ', '_')), 'Something else'];
    const plan = presetColumns(preset, mine);
    expect(plan).toHaveLength(Object.keys(preset.columns).length);
    expect(plan.flatMap(({ source }) => source ?? []).every((source) => mine.includes(source))).toBe(true);
    const text = presetYaml(preset, mine.slice(1));
    expect(text).toContain('# the extract has no such column: ');
    expect(text).toContain('# the preset does not name it, so it is dropped: Something else');
  });

  test('holds codes and words, and nothing that looks like an identifier', () => {
    const texts = JSON.stringify(preset.columns)
      .match(/"[^"]*"/g)!
      .map((text) => text.slice(1, -1));
    expect(texts.filter((text) => looksLike(text) !== undefined)).toEqual([]);
  });
});
