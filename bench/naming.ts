/**
 * How often people get the right name, and how often strangers are named: `npm run bench:naming -- <folder> [draws] [--team N]`.
 *
 * Everything goes through the local Clarifai's gRPC API with the bot's own client and the bot's own rules: photos are added,
 * the main face of some photos of each person is tagged, the recogniser is trained, and every other photo is named. For
 * 1, 2, 3 and 5 tags per person, over many random draws of which photos are tagged. A person with too few photos keeps one
 * for naming, is tagged with the rest, and only counts if that is the required number of tags. With `--team N` each draw
 * also chooses N of the people; every photo of the others counts as a stranger's, like those in `strangers/`.
 *
 * No threshold is chosen here: a training finds the thresholds from the photos tagged, as it does for the bot, and sees no other photo.
 */
import { parseArgs } from 'node:util';
import type { Recognizer } from '../src/clarifai/recognizer.js';
import { messageOf } from '../src/errors.js';
import { BenchError, type FaceFolder, readFaceFolder } from './support/face-folder.js';
import { addPhotos } from './support/known-photos.js';
import { drawTeam, measureDraw, measureGroups } from './support/measure-naming.js';
import { type Draw, describeDraws, meanShares, type Shares, type Spread, spreadOf } from './support/naming-shares.js';
import { seededRandom } from './support/shuffle.js';
import { mean, round } from './support/statistics.js';
import { createTagging } from './support/tagging.js';
import { runBench, startProgress, wholeNumber, withRecognizer } from './support/with-recognizer.js';

const USAGE = 'Usage: npm run bench:naming -- <folder> [draws, default 20] [--team people in a team, default all]';

const TAG_COUNTS = [1, 2, 3, 5];
async function measure(
  recognizer: Recognizer,
  folder: FaceFolder,
  { draws, team }: { readonly draws: number; readonly team: number | undefined },
): Promise<string> {
  const groups = folder.groups.filter((group) => !group.pasted);
  const progress = startProgress();
  const known = await addPhotos(recognizer, [...[...folder.people.values()].flat(), ...folder.strangers, ...groups]);
  const size = `${known.size} photos, ${folder.people.size} people, ${folder.strangers.length} strangers`;
  progress(size);
  const tagAndTrain = createTagging(recognizer);
  const results = new Map<number, Draw[]>(TAG_COUNTS.map((tags) => [tags, []]));
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = drawTeam(folder, known, team, seededRandom(1000 + draw));
    for (const tags of TAG_COUNTS) {
      const measured = await measureDraw(recognizer, tagAndTrain, drawn, tags);
      results.get(tags)?.push(measured);
      progress(`draw ${draw + 1} of ${draws}, ${describeDraws(tags, [measured])}`);
    }
  }
  const inGroups = await measureGroups(recognizer, tagAndTrain, folder, known, groups);

  const teams = team === undefined ? 'everyone in one team' : `teams of ${team}`;
  console.log(`${size}, ${teams}, ${draws} draws; in brackets least / median / most`);
  const tags: Record<string, Shares> = {};
  const rank1: Record<string, number> = {};
  const spread: Record<string, Record<string, Spread>> = {};
  for (const [count, drawn] of results) {
    console.log(describeDraws(count, drawn));
    tags[count] = meanShares(drawn);
    rank1[count] = round(mean(drawn.map((draw) => draw.rank1)), 4);
    spread[count] = spreadOf(drawn);
  }
  const { right, named, wrong, strangersSure } = inGroups;
  console.log(
    `groups: ${right} of ${named} named faces right, ${wrong} wrong, ${strangersSure} of ${inGroups.strangers} strangers named`,
  );
  return JSON.stringify({ team: team ?? folder.people.size, tags, groups: inGroups, rank1, spread, draws });
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  const folder = await readFaceFolder(settings.path);
  if (folder.people.size < Math.max(2, settings.team ?? 2)) {
    const wanted = settings.team === undefined ? 'at least two people' : `a team of ${settings.team}`;
    throw new BenchError(
      `${settings.path} has ${folder.people.size} people, too few for ${wanted}. ` +
        'It needs a folder of photos for each person: see docs/face-engine.md.',
    );
  }
  console.log(await withRecognizer(({ recognizer }) => measure(recognizer, folder, settings)));
}

interface Settings {
  readonly path: string;
  readonly draws: number;
  readonly team: number | undefined;
}

/** @throws BenchError if an argument is missing or wrong. */
function readSettings(args: readonly string[]): Settings {
  const { values, positionals } = parseArguments(args);
  const [path, draws = '20', ...more] = positionals;
  if (path === undefined || more.length > 0) throw new BenchError(USAGE);
  return {
    path,
    draws: wholeNumber(draws, USAGE),
    team: values.team === undefined ? undefined : wholeNumber(values.team, USAGE),
  };
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { team: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    throw new BenchError(`${messageOf(error)}\n${USAGE}`);
  }
}

await runBench(main);
