import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserFacingError } from '../errors.js';
import { createFindPicture } from '../transfer/find-picture.js';
import { writeExport } from '../transfer/write-export.js';
import { openServices } from './open-services.js';
import { readSettings } from './read-settings.js';
import { type Program, runOnce } from './run-program.js';

/** `npm run export`: writes everything that people entered to a folder. docs/export.md describes it. */

const USAGE =
  'Run it as: npm run export -- [folder] [--embeddings] [--without-photos]\n' +
  'Without a folder, it writes to a new one named rollcall-export and the date.';

async function run(program: Program): Promise<void> {
  const { folder, embeddings, withoutPhotos } = readArguments();
  const { config, log } = readSettings();
  const { recognizer, key, slack } = await openServices(config, { ...program, log });
  const findPicture = withoutPhotos ? undefined : await createFindPicture({ slack, key, log });
  const counts = await writeExport(recognizer, {
    folder,
    embeddings,
    findPicture,
    onProgress: (photos, of) => program.say(`${photos} of ${of} photos…`),
  });
  const { people, photos, answers, pictures } = counts;
  program.say(
    `Exported to ${resolve(folder)}: people: ${people}, photos: ${photos}, answers: ${answers}, pictures: ${pictures}.`,
  );
  if (!withoutPhotos && pictures < photos) {
    const missing = `Photos without a picture: ${photos - pictures}.`;
    program.say(
      embeddings ? missing : `${missing} An import can’t learn from them; export with --embeddings if it should.`,
    );
  }
  program.say(
    'The folder holds names and faces. Store it where no one else can read it, and delete it when it is no longer needed.',
  );
}

function readArguments() {
  try {
    const options = { embeddings: { type: 'boolean' }, 'without-photos': { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals.length > 1) throw new UserFacingError(USAGE);
    return {
      folder: positionals[0] ?? `rollcall-export-${new Date().toISOString().slice(0, 16).replace(':', '')}`,
      embeddings: values.embeddings ?? false,
      withoutPhotos: values['without-photos'] ?? false,
    };
  } catch (cause) {
    throw new UserFacingError(USAGE, { cause });
  }
}

await runOnce(run);
