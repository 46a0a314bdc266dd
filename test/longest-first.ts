import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole stories, which take longest, so that they never begin when everything else is done. */
const LONG = ['journeys', 'interop', 'docs'];

/** Begins with the folders whose files take longest, and keeps the order that there is otherwise. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONG.some((folder) => moduleId.includes(`/test/${folder}/`));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
