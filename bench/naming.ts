/**
 * How often people get the right name, and how often strangers are named: `npm run bench:naming -- <folder> [draws] [--team N]`.
 *
 * Photos are added through the local Clarifai's gRPC API with the bot's own client, the main face of some photos of each person is
 * tagged, the recogniser is trained, and every other photo is named by the bot's own rules. For 1, 2, 3 and 5 tags per person, over
 * many random draws of which photos are tagged. A person with too few photos keeps one for naming, is tagged with the rest, and only
 * counts if that is the required number of tags. With `--team N` each draw also chooses N of the people; every photo of the others
 * counts as a stranger's, like those in `strangers/`.
 *
 * As many draws as asked for go through the API. Because a few draws say little, at least 60 are computed from the embeddings that
 * the API's draws used, with the same functions but without the API. The first of these are the draws that also went through the API,
 * and must have given the same. The figures are the means of all draws; those of the API's alone are printed as well.
 *
 * No threshold is chosen here: a training finds the thresholds from the photos tagged, as it does for the bot, and sees no other photo.
 */
import { parseArgs } from 'node:util';
import type { Recognizer } from '../src/clarifai/recognizer.js';
import { messageOf } from '../src/errors.js';
import type { FaceEngine } from '../src/local-clarifai/engine/face-engine.js';
import { BenchError, type FaceFolder, FOLDER_LAYOUT, readFaceFolder } from './support/face-folder.js';
import { addPhotos } from './support/known-photos.js';
import { describeNamedStranger, drawTeam, measureDraw, measureGroups, type Team } from './support/measure-naming.js';
import { type Naming, nameFromEmbeddings, nameThroughApi } from './support/naming.js';
import { type Draw, describeDraws, meanShares, type Shares, type Spread, spreadOf } from './support/naming-shares.js';
import { seededRandom } from './support/shuffle.js';
import { mean, round } from './support/statistics.js';
import { runBench, startProgress, wholeNumber, withRecognizer } from './support/with-recognizer.js';

const USAGE =
  'Usage: npm run bench:naming -- <folder> [draws through the API, default 20] [--team people in a team, default all]';

const TAG_COUNTS = [1, 2, 3, 5];
/** At least this many draws are computed from embeddings. */
const MIN_DRAWS = 60;

/** By number of tags. */
type Results = ReadonlyMap<number, readonly Draw[]>;

async function measure(
  recognizer: Recognizer,
  engine: FaceEngine,
  folder: FaceFolder,
  { draws, team }: { readonly draws: number; readonly team: number | undefined },
): Promise<string> {
  const groups = folder.groups.filter((group) => !group.pasted);
  const progress = startProgress();
  const known = await addPhotos(recognizer, [...[...folder.people.values()].flat(), ...folder.strangers, ...groups]);
  const size = `${known.size} photos, ${folder.people.size} people, ${folder.strangers.length} strangers`;
  progress(size);
  const teamOf = (draw: number) => drawTeam(folder, known, team, seededRandom(1000 + draw));
  const throughApi = nameThroughApi(recognizer);
  const api = await measureDraws(throughApi, draws, teamOf, { printsStrangers: true, progress });
  const inGroups = await measureGroups(throughApi, folder, known, groups);
  const all = Math.max(draws, MIN_DRAWS);
  const fromEmbeddings = await nameFromEmbeddings(engine, known.values());
  const results = await measureDraws(fromEmbeddings, all, teamOf, { printsStrangers: false, progress: () => {} });
  progress(`${all} draws from embeddings`);

  const teams = team === undefined ? 'everyone in one team' : `teams of ${team}`;
  console.log(`${size}, ${teams}, ${draws} draws through the API; in brackets least / median / most`);
  for (const [count, drawn] of api) console.log(describeDraws(count, drawn));
  console.log(`${all} draws from the same embeddings, ± one standard error; ${describeAgreement(api, results)}`);
  for (const [count, drawn] of results) console.log(describeDraws(count, drawn));
  const { right, named, wrong, strangersSure } = inGroups;
  console.log(
    `groups: ${right} of ${named} named faces right, ${wrong} wrong, ${strangersSure} of ${inGroups.strangers} strangers named`,
  );
  const inAll = summarize(results);
  const inApi = { draws, tags: summarize(api).tags, agreement: agreementOf(api, results) };
  return JSON.stringify({
    team: team ?? folder.people.size,
    ...inAll,
    groups: inGroups,
    draws: all,
    throughApi: inApi,
  });
}

/** Draws the same teams however they are named. */
async function measureDraws(
  naming: Naming,
  draws: number,
  teamOf: (draw: number) => Team,
  { printsStrangers, progress }: { readonly printsStrangers: boolean; readonly progress: (what: string) => void },
): Promise<Results> {
  const results = new Map<number, Draw[]>(TAG_COUNTS.map((tags) => [tags, []]));
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = teamOf(draw);
    for (const tags of TAG_COUNTS) {
      const measured = await measureDraw(naming, drawn, tags, (named) => {
        if (printsStrangers) console.log(describeNamedStranger(named, `draw ${draw + 1}, ${tags} tags`));
      });
      results.get(tags)?.push(measured);
      progress(`draw ${draw + 1} of ${draws}, ${describeDraws(tags, [measured])}`);
    }
  }
  return results;
}

function summarize(results: Results) {
  const tags: Record<string, Shares> = {};
  const rank1: Record<string, number> = {};
  const spread: Record<string, Record<string, Spread>> = {};
  for (const [count, drawn] of results) {
    tags[count] = meanShares(drawn);
    rank1[count] = round(mean(drawn.map((draw) => draw.rank1)), 4);
    spread[count] = spreadOf(drawn);
  }
  return { tags, rank1, spread };
}

/** In how many of the draws made both ways every figure is the same. */
function agreementOf(api: Results, fromEmbeddings: Results): { readonly same: number; readonly of: number } {
  const pairs = [...api].flatMap(([tags, drawn]) =>
    drawn.map((draw, index) => [draw, fromEmbeddings.get(tags)?.[index]] as const),
  );
  const isSame = ([one, other]: (typeof pairs)[number]) =>
    other !== undefined &&
    (Object.keys(one) as (keyof Draw)[]).every((key) => Math.abs(one[key] - other[key]) < SAME_FIGURE);
  return { same: pairs.filter(isSame).length, of: pairs.length };
}

/** Thresholds are stored and sent as numbers of less precision. */
const SAME_FIGURE = 1e-5;

function describeAgreement(api: Results, fromEmbeddings: Results): string {
  const { same, of } = agreementOf(api, fromEmbeddings);
  return `the API gave exactly the same in ${same} of ${of} draws made both ways`;
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  const folder = await readFaceFolder(settings.path);
  if (folder.people.size < Math.max(2, settings.team ?? 2)) {
    const wanted = settings.team === undefined ? 'at least two people' : `a team of ${settings.team}`;
    throw new BenchError(
      `${settings.path} has folders of photos of ${folder.people.size} people, too few for ${wanted}.\n` +
        FOLDER_LAYOUT,
    );
  }
  console.log(await withRecognizer(({ recognizer, engine }) => measure(recognizer, engine, folder, settings)));
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
