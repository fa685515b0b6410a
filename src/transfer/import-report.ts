import type { RestoredAnswer } from '../clarifai/recognizer.js';
import type { RestoredPeople } from '../clarifai/transfer/restore-people.js';

/** Counts what an import did, and says it in sentences for the terminal. */
export interface ImportReport {
  people(outcome: RestoredPeople): void;
  addedPerson(): void;
  addedPhoto(): void;
  answer(outcome: RestoredAnswer, isTag: boolean): void;
  /** A photo of the export that can't be added, because there is no picture of it. */
  missingPicture(photoId: string, answers: number): void;
  /** A file or photo that can't be imported. @param why says why. */
  refused(what: string, why: string): void;
  progress(done: number, of: number): void;
  lines(): string[];
}

export function createImportReport(say: (line: string) => void): ImportReport {
  const people = { added: 0, known: 0, erased: 0 };
  const answers: Record<RestoredAnswer, number> = { stored: 0, 'already there': 0, outdated: 0, 'no such face': 0 };
  let [photos, tags, withoutPicture, lost] = [0, 0, 0, 0];
  return {
    people({ added, known, erased }) {
      people.added += added.length;
      people.known += known.length;
      people.erased += erased.length;
    },
    addedPerson() {
      people.added += 1;
    },
    addedPhoto() {
      photos += 1;
    },
    answer(outcome, isTag) {
      answers[outcome] += 1;
      if (isTag && outcome === 'stored') tags += 1;
    },
    missingPicture(_photoId, count) {
      withoutPicture += 1;
      lost += count;
    },
    refused: (what, why) => say(`${what}: ${why}`),
    progress(done, of) {
      if (done < of) say(`${done} of ${of} photos…`);
    },
    lines: () =>
      [
        `Imported: ${[count(people.added, 'person', 'people'), count(photos, 'photo'), count(tags, 'tag'), count(answers.stored - tags, 'other answer')].join(', ')}.`,
        leftOut('Already here, and left as they are', people.known + answers['already there'], [
          count(people.known, 'person', 'people'),
          count(answers['already there'], 'answer'),
        ]),
        leftOut('Left out, because they were forgotten here', people.erased, [
          count(people.erased, 'person', 'people'),
        ]),
        leftOut('Left out, because there is a newer answer here', answers.outdated, [
          count(answers.outdated, 'answer'),
        ]),
        leftOut('Left out, because the face was not found in its photo', answers['no such face'], [
          count(answers['no such face'], 'answer'),
        ]),
        leftOut('Left out, because there is no picture of the photo', withoutPicture, [
          count(withoutPicture, 'photo'),
          count(lost, 'answer'),
        ]),
      ].filter((line) => line !== undefined),
  };
}

function leftOut(why: string, number: number, what: readonly string[]): string | undefined {
  return number === 0 ? undefined : `${why}: ${what.join(', ')}.`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
