import type { Environment, Report } from './environment.js';
import type { SlackConfig } from './slack-config.js';

/** The face service: the engine on this machine, or a server that speaks Clarifai's API. */
export type ClarifaiConfig =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'hosted';
      readonly apiBase: string;
      readonly key: string;
      readonly userId: string;
      readonly appId: string;
      /** The rate limit of the account's plan. Undefined: Clarifai's default. */
      readonly requestsPerSecond: number | undefined;
    };

/** What the ids of the applications of several workspaces begin with. */
const DEFAULT_APP_ID_START = 'rollcall';

/** Which face service to use. @param report notes each problem; what is returned does not count then. */
export function readClarifaiConfig(env: Environment, slack: SlackConfig, report: Report): ClarifaiConfig {
  const { CLARIFAI_PAT: key, CLARIFAI_USER_ID: userId, CLARIFAI_API_BASE: apiBase } = env;
  const isSeveral = slack.kind === 'several';
  const appId = env.CLARIFAI_APP_ID ?? (isSeveral && key !== undefined ? DEFAULT_APP_ID_START : undefined);
  if (isSeveral && appId !== undefined && !/^[a-z0-9-]{1,16}$/.test(appId)) {
    report(
      'CLARIFAI_APP_ID',
      'must be 1 to 16 small letters, digits and hyphens: it begins the ids of all workspaces.',
    );
  }
  if (key !== undefined && userId !== undefined && appId !== undefined) {
    const requestsPerSecond = env.CLARIFAI_REQUESTS_PER_SECOND;
    return { kind: 'hosted', apiBase: apiBase ?? 'https://api.clarifai.com', key, userId, appId, requestsPerSecond };
  }
  const needed = ['CLARIFAI_PAT', 'CLARIFAI_USER_ID', 'CLARIFAI_APP_ID'] as const;
  const given = [...needed, 'CLARIFAI_API_BASE' as const].filter((name) => env[name] !== undefined);
  if (given.length > 0) {
    for (const name of needed) {
      if (env[name] === undefined && !(isSeveral && name === 'CLARIFAI_APP_ID')) {
        report(
          name,
          `is missing while ${given[0]} is set. Set ${needed.join(', ')}, or none of them for local Clarifai.`,
        );
      }
    }
  }
  return { kind: 'local' };
}
