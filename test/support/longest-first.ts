import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long, longest first: those with a browser, whole-app tests, many trainings, those with the face engine or many pictures. */
const LONG = [
  /\/page\/(accessibility|every-screen)\./,
  /\/app\/(kill|end-to-end|training-report)\./,
  /\/app\//,
  /\/local-slack\/page/,
  /\/(change-people|add-photos|taking-back|durability)\./,
  /\/(engine|cast|photos)\//,
];

/** Begins with the files that take long, so that the last ones to end are short and no core waits for a single file. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONG.findIndex((pattern) => pattern.test(moduleId));
      return index === -1 ? LONG.length : index;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
