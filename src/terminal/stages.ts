/** Work in named stages, one progress line after another. */
import { type Progress, type ProgressOptions, progress } from './progress.ts';

export interface Stages {
  /** `done` of `of` units of the stage are complete. */
  update(stage: string, done: number, of: number): void;
  end(): void;
}

export function stages(options: ProgressOptions = {}): Stages {
  let name = '';
  let current: Progress | undefined;
  return {
    update(stage, done, of) {
      if (stage !== name) {
        current?.end();
        current = progress(stage, of, options);
        name = stage;
      }
      current?.update(done);
    },
    end: () => current?.end(),
  };
}
