import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long, longest first: those with a browser, whole-app tests, many trainings, those with the face engine or many pictures. */
const LONG = [
  /\/app\/(outage|side-by-side)\./,
  /\/handlers\/(photo-kinds|home|catch-up|hanging-service)\./,
  /\/app\/(kill|end-to-end|app-home|training-report|chaos|start)\./,
  /\/page\/(accessibility|every-screen)\./,
  /\/(change-people|picture-pool|orientation-search|release)\./,
  /\/app\//,
  /\/local-slack\/page/,
  /\/clarifai\/(faults|local-clarifai)\./,
  /\/(taking-back|durability|train|add-photos)\./,
  /\/(engine|cast|photos)\//,
];

/**
 * Begins with the files that take long, so that the last ones to end are short and no core waits for a single file.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONG.findIndex((pattern) => pattern.test(moduleId));
      return index === -1 ? LONG.length : index;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
