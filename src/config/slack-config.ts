import type { TokenRotation } from '../slack/connection.js';
import type { Environment, Report } from './environment.js';

/** What renews a bot token that expires. */
type RotationConfig = Omit<TokenRotation, 'file'>;

/** The workspace: a local one on this machine, or a real one by Socket Mode or HTTP. */
export type SlackConfig =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'socket';
      readonly botToken: string;
      readonly rotation: RotationConfig | undefined;
      readonly appToken: string;
      readonly apiUrl: string | undefined;
    }
  | {
      readonly kind: 'http';
      readonly botToken: string;
      readonly rotation: RotationConfig | undefined;
      readonly signingSecret: string;
      readonly apiUrl: string | undefined;
    }
  | SeveralWorkspaces;

/** Every workspace that adds the app (“Add to Slack”). */
export interface SeveralWorkspaces {
  readonly kind: 'several';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly transport:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string };
  readonly apiUrl: string | undefined;
}

/** Which workspaces to connect to, and how. @param report notes each problem; what is returned does not count then. */
export function readSlackConfig(env: Environment, report: Report): SlackConfig {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  const apiUrl = env.SLACK_API_URL;
  if (botToken === undefined && (env.SLACK_CLIENT_ID !== undefined || env.SLACK_CLIENT_SECRET !== undefined)) {
    return severalWorkspaces(env, report);
  }
  if (botToken === undefined) {
    for (const name of ['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_API_URL'] as const) {
      if (env[name] !== undefined) {
        report('SLACK_BOT_TOKEN', `is missing while ${name} is set. Set both, or neither for local Slack.`);
        break;
      }
    }
    return { kind: 'local' };
  }
  const rotation = rotationConfig(env, report);
  // With both, use Socket Mode: it needs no public address, so it works anywhere that HTTP does.
  if (appToken !== undefined) return { kind: 'socket', botToken, rotation, appToken, apiUrl };
  if (signingSecret !== undefined) return { kind: 'http', botToken, rotation, signingSecret, apiUrl };
  report(
    'SLACK_APP_TOKEN',
    'is missing. With SLACK_BOT_TOKEN, set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
  );
  return { kind: 'local' };
}

function severalWorkspaces(env: Environment, report: Report): SlackConfig {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_API_URL: apiUrl } = env;
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  const needed = 'For several workspaces, set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET; for one, set SLACK_BOT_TOKEN.';
  if (clientId === undefined) report('SLACK_CLIENT_ID', `is missing. ${needed}`);
  if (clientSecret === undefined) report('SLACK_CLIENT_SECRET', `is missing. ${needed}`);
  if (env.SLACK_REFRESH_TOKEN !== undefined) {
    report('SLACK_REFRESH_TOKEN', 'belongs to SLACK_BOT_TOKEN, and is not needed for several workspaces.');
  }
  const transport =
    appToken !== undefined
      ? ({ kind: 'socket', appToken } as const)
      : signingSecret !== undefined
        ? ({ kind: 'http', signingSecret } as const)
        : undefined;
  if (transport === undefined) {
    report('SLACK_APP_TOKEN', 'is missing. Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.');
  }
  if (clientId === undefined || clientSecret === undefined || transport === undefined) return { kind: 'local' };
  return { kind: 'several', clientId, clientSecret, transport, apiUrl };
}

/** A token that expires needs all three settings; another one takes none of them. */
function rotationConfig(env: Environment, report: Report): RotationConfig | undefined {
  const names = ['SLACK_REFRESH_TOKEN', 'SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'] as const;
  const { SLACK_REFRESH_TOKEN: refreshToken, SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = env;
  if (env.SLACK_BOT_TOKEN?.startsWith('xoxe.') !== true) {
    if (refreshToken !== undefined) {
      report('SLACK_REFRESH_TOKEN', 'needs a bot token that starts with xoxe.xoxb-. Copy both again, or remove it.');
    }
    return undefined;
  }
  if (refreshToken !== undefined && clientId !== undefined && clientSecret !== undefined) {
    return { refreshToken, clientId, clientSecret };
  }
  const missing = names.filter((name) => env[name] === undefined);
  for (const name of missing) {
    report(name, `is missing. This bot token expires, so Rollcall must renew it: set ${names.join(', ')}.`);
  }
  return undefined;
}
