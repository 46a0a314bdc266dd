/** The rule in force for one agreement: its preset, as tightened by its own figures. */
import { unusable } from '../errors.ts';
import type { TableSpec } from './figures.ts';
import type { Mark } from './marks.ts';
import { countsBehind, NOISE_TABLES, type NoiseTable } from './noise-table.ts';
import { PRESETS } from './presets.ts';

/**
 * The part of an agreement that this room obeys. Secondary suppression is not among it: it is always done, since
 * an agreement may tighten a preset and not loosen it.
 */
export interface AgreementOutputs {
  readonly preset: string;
  readonly 'smallest-count': number;
  readonly rounding: 'none' | 'base-3' | 'base-5' | 'base-10';
  readonly 'smallest-journey-group': number;
  /** `cell-key` puts noise on every count instead of hiding small ones. Default: `suppression`. */
  readonly method?: 'suppression' | 'cell-key';
  /** The noise's table, under `cell-key`. */
  readonly 'perturbation-table'?: string;
}

export interface Rule {
  readonly preset: string;
  /** Counts in `hidesFrom..hidesTo` are hidden: the primary range. */
  readonly hidesFrom: 0 | 1;
  readonly hidesTo: number;
  readonly base: number;
  /** Journeys of fewer people than this are folded together. */
  readonly smallestGroup: number;
  /** The table of the noise that counts are shown with; without it, small ones are hidden. */
  readonly noise?: NoiseTable;
}

/** The values a count may have, both ends inclusive. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
}

/** No agreement may show counts of 1 to 4. */
const FLOOR = 5;

/** Fewest people behind a median or another order statistic. */
export const SMALLEST_MEDIAN_GROUP = 10;

/**
 * The preset, tightened and never loosened: the larger of its own and the agreement's smallest count (at least
 * 5), and of both rounding bases.
 *
 * @throws `PRESET_UNKNOWN`; `PERTURBATION_TABLE` where the method is cell-key and there is no such table, it would show
 * counts that are to be hidden, or counts are to be rounded (exit code 2)
 */
export function ruleOf(outputs: AgreementOutputs): Rule {
  const preset = PRESETS.find((candidate) => candidate.id === outputs.preset);
  if (preset === undefined) {
    throw unusable('PRESET_UNKNOWN', 'the agreement names an output preset that does not exist', {
      hint: `choose one of ${PRESETS.map((known) => known.id).join(', ')} under outputs in the agreement`,
    });
  }
  const ownBase = outputs.rounding === 'none' ? 1 : Number(outputs.rounding.slice('base-'.length));
  const hidesTo = Math.max(preset.hides.to, outputs['smallest-count'] - 1, FLOOR - 1);
  const rule: Rule = {
    preset: preset.id,
    hidesFrom: preset.hides.from,
    hidesTo,
    base: Math.max(preset.base, ownBase),
    smallestGroup: Math.max(hidesTo + 1, outputs['smallest-journey-group']),
  };
  return outputs.method === 'cell-key' ? { ...rule, noise: noiseOf(outputs, rule) } : rule;
}

function noiseOf(outputs: AgreementOutputs, { hidesTo, base }: Rule): NoiseTable {
  const wrong = (reason: string, hint: string): Error => unusable('PERTURBATION_TABLE', reason, { hint });
  const table = NOISE_TABLES.find(({ id }) => id === outputs['perturbation-table']);
  if (table === undefined) {
    throw wrong(
      'the agreement names a perturbation table that does not exist',
      `choose one of ${NOISE_TABLES.map(({ id }) => id).join(', ')} under outputs in the agreement`,
    );
  }
  if (base > 1) {
    throw wrong(
      'the agreement wants counts both rounded and with noise',
      'under the method cell-key choose rounding: none, and a preset that does not round: local-5 or dfe-cin',
    );
  }
  if (hidesTo >= table.smallest) {
    throw wrong(
      `the perturbation table ${table.id} shows counts from ${table.smallest} on, and the agreement none up to ${hidesTo}`,
      'choose a table with a greater number, or a smaller smallest-count',
    );
  }
  return table;
}

/** The rule for one table, whose noughts may have to be hidden too. */
export const tableRule = (rule: Rule, table: Pick<TableSpec, 'zeros'> | undefined): Rule =>
  table?.zeros === 'hidden' ? { ...rule, hidesFrom: 0 } : rule;

/** Whether a count must be hidden for its own sake. */
export const isSmall = (count: number, rule: Rule): boolean =>
  count >= rule.hidesFrom && count <= rule.hidesTo;

/**
 * The range to keep of a count of events of so few people that these would be hidden: from half to one and a half times
 * the count. Undefined where they are not few, or the count itself is.
 */
export function rangeOfFew(count: number, people: number | undefined, rule: Rule): Range | undefined {
  if (people === undefined || people < 1 || people > rule.hidesTo || count <= rule.hidesTo) return undefined;
  return { lo: Math.ceil(count / 2), hi: Math.floor(1.5 * count) };
}

/** What is printed for a count by itself: `[c]`, or the count to the nearest base, halves upwards. */
export function publish(count: number, rule: Rule): number | Mark {
  return isSmall(count, rule) ? '[c]' : rounded(count, rule.base);
}

/**
 * What a reader learns from a count that is shown, as `noisy` where it carries noise: with no rounding the count, else all
 * that are shown alike. That there is somebody can stand between the lines, as a group that is listed.
 */
export function rangeShown(count: number, rule: Rule, noisy?: number): Range {
  if (rule.noise !== undefined && noisy !== undefined) {
    const { lo, hi } = countsBehind(noisy, rule.noise);
    return { lo: count > 0 ? Math.max(lo, 1) : lo, hi };
  }
  if (count === 0) return { lo: 0, hi: 0 };
  const centre = rounded(count, rule.base);
  return {
    lo: Math.max(centre - Math.floor(rule.base / 2), rule.hidesTo + 1),
    hi: centre + Math.ceil(rule.base / 2) - 1,
  };
}

const rounded = (count: number, base: number): number => Math.floor((count + base / 2) / base) * base;
