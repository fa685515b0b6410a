import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Recognizer } from '../clarifai/recognizer.js';
import { UserFacingError } from '../errors.js';
import { preparePicture } from '../photos/pictures.js';
import { findImports } from '../transfer/find-imports.js';
import { createFindPicture } from '../transfer/find-picture.js';
import { importExport, readExportFile } from '../transfer/import-export.js';
import { importPortraits } from '../transfer/import-portraits.js';
import { createImportReport } from '../transfer/import-report.js';
import { importSidecars } from '../transfer/import-sidecars.js';
import { openServices } from './open-services.js';
import { readSettings } from './read-settings.js';
import { type Program, runOnce } from './run-program.js';

/** `npm run import -- <file or folder>`: takes in an export, portraits, or the names of a photo manager. See docs/export.md. */

const USAGE =
  'Run it as: npm run import -- <file or folder> [--without-training]\n' +
  'It takes an export of Rollcall, a folder of portraits (Ada Lovelace/*.jpg), or pictures with XMP files.';

async function run(program: Program): Promise<void> {
  const { path, training } = readArguments();
  const found = await findImports(path);
  // Read before anything starts, so that a damaged file is noticed at once.
  const file = found.kind === 'export' ? await readExportFile(found.path) : undefined;
  const { config, log } = readSettings();
  const { recognizer, key, slack } = await openServices(config, { ...program, log });
  const report = createImportReport(program.say);
  if (found.kind === 'export' && file !== undefined) {
    const find = await createFindPicture({ slack, key, log });
    const findPicture = async (id: string) => (await find({ id }))?.jpeg;
    await importExport(recognizer, file, { path: found.path, findPicture, report });
  } else if (found.kind === 'pictures') {
    const tools = { recognizer, prepare: preparePicture };
    for (const { path: refused, why } of found.refused) report.refused(refused, why);
    await importPortraits(tools, found.portraits, report);
    await importSidecars(tools, found.sidecars, report);
  }
  for (const line of report.lines()) program.say(line);
  if (training) program.say(await train(recognizer));
}

/** Without a training, no one is named from what was imported. */
async function train(recognizer: Recognizer): Promise<string> {
  const outcome = await recognizer.model.train({ trainedBy: '' });
  if (outcome.kind === 'no one named') return 'No one is named yet, so there was nothing to train.';
  return outcome.report.isPromoted
    ? `Trained with ${outcome.report.people.length} people. New photos come back with their names.`
    : 'The new model was worse than the one in use, so it is not used. /train-faces promote uses it anyway.';
}

function readArguments() {
  try {
    const options = { 'without-training': { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) throw new UserFacingError(USAGE);
    return { path: resolve(path), training: values['without-training'] !== true };
  } catch (cause) {
    throw new UserFacingError(USAGE, { cause });
  }
}

await runOnce(run);
