/** How long each stage of a long job took, and how many records that is a second. */
import { grouped } from '../errors.ts';
import { table } from '../terminal/index.ts';

export interface StageTime {
  readonly stage: string;
  readonly seconds: number;
}

/** Times the stages that it is told of, by a clock in milliseconds. A stage that comes back is added to. */
export class StageTimes {
  readonly #now: () => number;
  readonly #seconds = new Map<string, number>();
  #stage: string | undefined;
  #since = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  enter(stage: string): void {
    if (stage === this.#stage) return;
    this.end();
    this.#stage = stage;
    this.#since = this.#now();
  }

  /** What the stages took, in the order in which they began; nothing is running any more. */
  end(): readonly StageTime[] {
    if (this.#stage !== undefined) {
      const before = this.#seconds.get(this.#stage) ?? 0;
      this.#seconds.set(this.#stage, before + (this.#now() - this.#since) / 1000);
      this.#stage = undefined;
    }
    return [...this.#seconds].map(([stage, seconds]) => ({ stage, seconds }));
  }
}

export function stageTimesTable(times: readonly StageTime[], records: number): string {
  const right = (title: string) => ({ title, align: 'right' as const });
  const row = (stage: string, seconds: number): string[] => [
    stage,
    seconds.toFixed(1),
    seconds > 0 ? grouped(Math.round(records / seconds)) : '',
  ];
  const total = times.reduce((sum, { seconds }) => sum + seconds, 0);
  return table(
    ['stage', right('seconds'), right('records a second')],
    [...times.map(({ stage, seconds }) => row(stage, seconds)), row('together', total)],
  );
}
