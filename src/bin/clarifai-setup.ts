import dotenv from 'dotenv';
import { setUp } from '../clarifai/set-up.js';
import { loadSetUpConfig } from '../config/config.js';
import { createLog } from '../log.js';
import { describeStartFailure } from './start-failure.js';

/** `npm run clarifai:setup`: prepares a Clarifai application for Rollcall. Running it again changes nothing. */

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

dotenv.config({ quiet: true });
try {
  const { logLevel, ...clarifai } = loadSetUpConfig(process.env);
  say(`Clarifai: ${clarifai.apiBase}`);
  const { userId, appId } = await setUp({ ...clarifai, log: createLog(logLevel, { secrets: [clarifai.key] }) }, say);
  say(`Ready. Rollcall uses it with CLARIFAI_PAT and\n  CLARIFAI_USER_ID=${userId}\n  CLARIFAI_APP_ID=${appId}`);
} catch (error) {
  process.stderr.write(`${describeStartFailure(error)}\n`);
  process.exitCode = 1;
}
