import { type Config, loadConfig, localClarifaiSecrets } from '../config/config.js';
import { createLog, type Log } from '../log.js';

/**
 * Settings and log of a program that runs once. The log only has warnings, unless LOG_LEVEL asks for more.
 * @throws ConfigError that lists every problem.
 */
export function readSettings(): { readonly config: Config; readonly log: Log } {
  const config = loadConfig({ LOG_LEVEL: 'warn', ...process.env });
  const secrets = [
    ...(config.clarifai.kind === 'hosted' ? [config.clarifai.key] : []),
    ...localClarifaiSecrets(config.localClarifai),
  ];
  return { config, log: createLog(config.logLevel, { secrets }) };
}
