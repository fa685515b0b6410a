import { describeFailure, isClarifaiError } from '../clarifai/transport/errors.js';
import { UserFacingError } from '../errors.js';

/** What Slack answers at start to settings that cannot work (docs.slack.dev/reference/methods/auth.test). */
const SLACK_REFUSALS: Readonly<Record<string, string>> = {
  invalid_auth: 'Slack does not accept SLACK_BOT_TOKEN or SLACK_APP_TOKEN. Copy both again from your app’s pages.',
  not_allowed_token_type: 'SLACK_APP_TOKEN is of the wrong kind. It must be an app-level token with connections:write.',
  account_inactive: 'The app was removed from the workspace. Install it again and copy the new SLACK_BOT_TOKEN.',
  token_revoked: 'SLACK_BOT_TOKEN was revoked. Install the app again and copy the new one.',
  token_expired: 'SLACK_BOT_TOKEN has expired. Turn token rotation off for the app and copy a new one.',
  missing_scope: 'SLACK_APP_TOKEN lacks the scope connections:write. Make a new one with it.',
};

/** The platform's refusal code of an error of Slack's client, if it is one. */
function slackRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('data' in error)) return undefined;
  const { data } = error;
  return typeof data === 'object' && data !== null && 'error' in data ? String(data.error) : undefined;
}

/**
 * Why Rollcall could not start, for the person at the terminal: a sentence that says what to do where the cause is theirs or
 * a service's, and the stack where it is a bug.
 */
export function describeStartFailure(error: unknown): string {
  if (error instanceof UserFacingError) return error.message;
  if (isClarifaiError(error)) return `${describeFailure(error)} (${error.message})`;
  const refusal = slackRefusal(error);
  if (refusal !== undefined) return SLACK_REFUSALS[refusal] ?? `Slack refused to let Rollcall in: ${refusal}.`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return 'The port is in use. Set PORT to another number, or stop the other program.';
  if (code.startsWith('slack_webapi_'))
    return 'Slack cannot be reached. Check the network, and SLACK_API_URL if it is set.';
  return `Rollcall could not start because of a mistake of its own:\n${error instanceof Error ? error.stack : String(error)}`;
}
