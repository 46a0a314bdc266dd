/**
 * Where people are referred to after an episode: a suspect to a perpetrator programme, whose stages the police write
 * down, and a victim to safe accommodation, which the housing service arranges. Drawn by a chance of its own once
 * everything else of a household has happened, so that it changes nothing else.
 */
import { ageOn, type Day } from './calendar.ts';
import { type Application, covered, type Event, endOf, type Incident } from './events.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

/** What marks such an application among those for a home. */
const SAFE_ACCOMMODATION = 'Safe accommodation';

const PROGRAMME_SHARE = 0.3;
const STARTS_SHARE = 0.64;
const COMPLETES_SHARE = 0.48;
const NO_ROOM_SHARE = 0.4;
const REASONS = [
  'No space available',
  'No space for the children',
  'Needs could not be met',
  'No longer wanted',
];

/** Case numbers from the far end, so that those of other events stay as they are. */
const LAST_CASE = 99_999_999;

export class Referrals {
  readonly #random: Random;
  #cases = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What follows from the events of a household, which stand in order of day. */
  of(events: readonly Event[]): (Incident | Application)[] {
    return [...this.#programmes(events), ...this.#placements(events)];
  }

  #case(): number {
    return LAST_CASE - this.#cases++;
  }

  #programmes(events: readonly Event[]): Incident[] {
    const busyUntil = new Map<Person, Day>();
    return events.flatMap((event) => {
      if (event.agency !== 'police' || event.risk === undefined || event.suspect === undefined) return [];
      const { suspect, day } = event;
      if (ageOn(suspect.born, day) < 18 || day <= (busyUntil.get(suspect) ?? Number.NEGATIVE_INFINITY))
        return [];
      if (!this.#random.chance(PROGRAMME_SHARE)) return [];
      const stages = this.#stages(suspect, day + this.#random.between(5, 40));
      busyUntil.set(suspect, stages.at(-1)!.day);
      return stages.filter((stage) => covered(stage.day));
    });
  }

  #stages(suspect: Person, referred: Day): Incident[] {
    const random = this.#random;
    const number = this.#case();
    const stage = (day: Day, offence: string): Incident => ({
      agency: 'police',
      day,
      case: number,
      offence,
      abuse: true,
      suspect,
      children: 0,
      outcome: '',
    });
    const stages = [stage(referred, 'Programme referral')];
    if (!random.chance(STARTS_SHARE)) return stages;
    const started = referred + random.between(14, 80);
    stages.push(stage(started, 'Programme start'));
    if (random.chance(COMPLETES_SHARE))
      stages.push(stage(started + random.between(110, 210), 'Programme completion'));
    return stages;
  }

  #placements(events: readonly Event[]): Application[] {
    return events.flatMap((event) => {
      if (event.agency !== 'housing' || !event.main || event.reason !== 'Domestic abuse - victim') return [];
      const { homes } = event.person;
      const stay = homes.findIndex(({ is, from }) => is.refuge && from <= event.day);
      const placed = homes[stay];
      if (placed === undefined && !this.#random.chance(NO_ROOM_SHARE)) return [];
      const left = homes[stay + 1]?.from;
      const { ended: _ended, placed: _placed, ...claim } = event;
      return [
        {
          ...claim,
          case: this.#case(),
          day: placed === undefined ? event.day : placed.from,
          duty: SAFE_ACCOMMODATION,
          tenure: '',
          outcome: placed === undefined ? this.#random.pick(REASONS) : 'Placed in a refuge',
          ...(placed === undefined ? {} : { placed: placed.is }),
          ...(placed === undefined || left === undefined ? {} : endOf(left)),
        },
      ].filter(({ day }) => covered(day));
    });
  }
}
