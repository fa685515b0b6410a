import type { WebClient } from '@slack/web-api';
import type { Log } from '../log.js';
import { type SlackRefusal, slackErrorCode, slackErrorScope, slackRefusal } from './errors.js';

/** What an administrator can do if Slack stops accepting the bot token while Rollcall runs. */
const REMEDIES: Partial<Readonly<Record<SlackRefusal, string>>> = {
  'token refused': 'Copy it again from the app’s “OAuth & Permissions” page and restart Rollcall.',
  'token of wrong kind': 'It must be the bot token, which starts with xoxb-. Set it and restart Rollcall.',
  'token revoked': 'It was revoked. Install the app again, copy the new token and restart Rollcall.',
  'token expired':
    'It has expired. For an app with token rotation, set SLACK_REFRESH_TOKEN, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, too, and restart Rollcall.',
  'app removed': 'The app was removed from the workspace. Install it again, copy the new token and restart Rollcall.',
  'app restricted': 'The workspace restricts this app. Ask a workspace admin to approve it.',
};

/** Notices, from any call, that Slack has stopped accepting the bot token. */
export interface TokenHealth {
  /** Records the outcome of a call; `error` is undefined if it succeeded. */
  observe(method: string, error?: unknown): void;
  /**
   * Asks Slack whether the token is still valid.
   * @throws Slack's refusal, or the failure to reach it; an Error if a scope that an earlier call lacked is still missing.
   */
  check(slack: WebClient): Promise<void>;
}

/**
 * Logs each problem with the token once, and again when it is solved.
 * @param onRefused for a token from “Add to Slack” instead of the settings: called when Slack stops accepting it.
 */
export function createTokenHealth(log: Log, onRefused?: (refusal: SlackRefusal) => void): TokenHealth {
  const isInstalled = onRefused !== undefined;
  const token = isInstalled ? 'the token of this workspace' : 'SLACK_BOT_TOKEN';
  let refusedAs: string | undefined;
  /** The missing scopes, by the method that Slack refused. */
  const missing = new Map<string, string>();

  function refuse(method: string, code: string, error: unknown): void {
    const refusal = slackRefusal(error);
    if (refusal === 'permission missing') {
      if (missing.has(method)) return;
      const scope = slackErrorScope(error);
      missing.set(method, scope ?? 'a scope');
      log.error(
        `Slack refuses ${method} (${code}): ${token} lacks ${scope ?? 'a scope'}. ${isInstalled ? 'Add Rollcall to the workspace again, at /slack/install.' : 'Paste manifest.yml under “App Manifest” and reinstall the app.'}`,
      );
      return;
    }
    const remedy = refusal && REMEDIES[refusal];
    if (refusal === undefined || remedy === undefined || refusedAs === code) return;
    refusedAs = code;
    const advice = isInstalled ? 'Add Rollcall to the workspace again, at /slack/install.' : remedy;
    log.error(`Slack refuses ${token} (${code}). ${advice}`);
    onRefused?.(refusal);
  }

  return {
    observe(method, error) {
      if (error !== undefined) {
        const code = slackErrorCode(error);
        if (code !== undefined) refuse(method, code, error);
        return;
      }
      if (missing.delete(method)) log.info(`Slack allows ${method} again.`);
      if (refusedAs === undefined) return;
      refusedAs = undefined;
      log.info(`Slack accepts ${token} again.`);
    },
    async check(slack) {
      await slack.auth.test();
      if (missing.size > 0)
        throw new Error(
          `${isInstalled ? 'The token of this workspace' : token} lacks ${[...missing.values()].join(', ')}`,
        );
    },
  };
}
