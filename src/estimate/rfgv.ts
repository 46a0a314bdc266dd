/**
 * Recency, frequency, gravity and victims: the score by which partnerships rank those who do most harm, for
 * multi-agency tasking and co-ordination (MATAC). Published are the four parts, the two rolling years and the range of
 * 0 to 100 (Northumbria Police 2017, Home Office innovation project; College of Policing, practice bank). No source
 * publishes the points, so that none are here: a partnership brings its own.
 */
import { unusable } from '../errors.ts';
import { compiledSchema } from '../files/index.ts';
import { sum } from './histories.ts';

/** Points for values up to and with `upTo`; the last band has no such end. */
interface Band {
  readonly upTo?: number;
  readonly points: number;
}

export interface RfgvWeights {
  /** By days since the latest incident. */
  readonly recency: readonly Band[];
  /** By number of incidents. */
  readonly frequency: readonly Band[];
  readonly gravity: {
    /** Whether the gravest incident counts, or all together up to `most` points. */
    readonly together: 'gravest' | 'sum';
    readonly most: number;
    /** Points by kind of event. */
    readonly points: Readonly<Record<string, number>>;
  };
  /** By number of different victims. Who is not known is nobody different, and an incident has one at least. */
  readonly victims: readonly Band[];
}

/** An incident of the two years before the day of the score, that day included. */
export interface HarmIncident {
  /** Whole days before the day of the score. */
  readonly daysAgo: number;
  /** At least one. */
  readonly kinds: ReadonlySet<string>;
  /** Those who are known; nobody where the record does not say. */
  readonly victims: ReadonlySet<string>;
}

export interface RfgvScore {
  readonly recency: number;
  readonly frequency: number;
  readonly gravity: number;
  readonly victims: number;
  /** The sum, 0 to 100. */
  readonly score: number;
}

/**
 * A partnership's weights, checked: of the right form, with bands in order of which the last alone has no end, and
 * most points that together make 100. Throws `RFGV_WEIGHTS`.
 */
export function rfgvWeights(content: unknown): RfgvWeights {
  const { weights } = compiledSchema<{ weights: RfgvWeights }>('rfgv-weights');
  if (!weights(content)) {
    const at = weights.errors?.[0]?.instancePath.slice(1).replaceAll('/', '.') ?? '';
    throw wrong(`${at === '' ? 'the file' : at} is not of the form that weights have`);
  }
  for (const part of ['recency', 'frequency', 'victims'] as const) {
    const ends = content[part].map(({ upTo }) => upTo ?? Number.POSITIVE_INFINITY);
    const inOrder = ends.every((end, index) => index === 0 || end > ends[index - 1]!);
    if (!inOrder || ends.at(-1) !== Number.POSITIVE_INFINITY) {
      throw wrong(`the bands of ${part} are not in order, or the last of them has an end`);
    }
  }
  const gravest = Math.max(...Object.values(content.gravity.points));
  if (content.gravity.together === 'gravest' && gravest !== content.gravity.most) {
    throw wrong('the most points of gravity are not those of its gravest kind');
  }
  const mostOf = (part: readonly Band[]): number => Math.max(...part.map((band) => band.points));
  const { recency, frequency, gravity, victims } = content;
  const whole = mostOf(recency) + mostOf(frequency) + gravity.most + mostOf(victims);
  if (Math.abs(whole - 100) > 1e-9) throw wrong('the most points of the four parts do not make 100 together');
  return content;
}

const wrong = (reason: string): Error =>
  unusable('RFGV_WEIGHTS', reason, { hint: 'mend the weights file; docs/unseen.md shows its form' });

/**
 * The score of one person from their incidents of the two years. Nought without incidents. One of several kinds is as
 * grave as the gravest. Throws `RFGV_NO_WEIGHTS`, since no weights are published, and `RFGV_KIND` for a kind of event
 * that the weights do not have.
 */
export function rfgv(incidents: readonly HarmIncident[], weights: RfgvWeights | undefined): RfgvScore {
  if (weights === undefined) {
    throw unusable('RFGV_NO_WEIGHTS', 'there are no weights, and none are published', {
      hint: "give the partnership's own weights file",
    });
  }
  if (incidents.length === 0) return { recency: 0, frequency: 0, gravity: 0, victims: 0, score: 0 };
  const victims = new Set(incidents.flatMap((one) => [...one.victims]));
  const parts = {
    recency: banded(weights.recency, Math.min(...incidents.map(({ daysAgo }) => daysAgo))),
    frequency: banded(weights.frequency, incidents.length),
    gravity: gravityOf(incidents, weights),
    victims: banded(weights.victims, Math.max(1, victims.size)),
  };
  return { ...parts, score: parts.recency + parts.frequency + parts.gravity + parts.victims };
}

const banded = (from: readonly Band[], value: number): number =>
  from.find(({ upTo = Number.POSITIVE_INFINITY }) => value <= upTo)!.points;

function gravityOf(incidents: readonly HarmIncident[], { gravity }: RfgvWeights): number {
  const pointsOf = (kind: string): number => {
    const found = Object.hasOwn(gravity.points, kind) ? gravity.points[kind] : undefined;
    if (found !== undefined) return found;
    throw unusable('RFGV_KIND', 'a kind of event has no points of gravity in the weights', {
      hint: 'add every kind of event that the events have, with 0 points where it should not count',
    });
  };
  const each = incidents.map(({ kinds }) => Math.max(...[...kinds].map(pointsOf)));
  return gravity.together === 'gravest' ? Math.max(...each) : Math.min(gravity.most, sum(each));
}
