import { describeFailure, isClarifaiError } from '../clarifai/transport/errors.js';
import { UserFacingError } from '../errors.js';
import { type SlackRefusal, slackErrorCode, slackRefusal } from '../slack/errors.js';

/** Slack's errors for settings that cannot work (docs.slack.dev/reference/methods/auth.test). */
const START_REFUSALS: Partial<Readonly<Record<SlackRefusal, string>>> = {
  'token refused': 'Slack doesn’t accept SLACK_BOT_TOKEN or SLACK_APP_TOKEN. Copy both again from your app’s pages.',
  'token of wrong kind':
    'SLACK_APP_TOKEN is the wrong kind of token. It must be an app-level token with connections:write.',
  'app removed': 'The app was removed from the workspace. Install it again and copy the new SLACK_BOT_TOKEN.',
  'token revoked': 'SLACK_BOT_TOKEN was revoked. Install the app again and copy the new one.',
  'token expired': 'SLACK_BOT_TOKEN has expired. Turn token rotation off for the app and copy a new one.',
  'permission missing': 'SLACK_APP_TOKEN lacks the scope connections:write. Make a new one with it.',
};

/**
 * Why Rollcall could not start, for the person at the terminal: a sentence with what to do if the cause is a setting or a
 * service, or the stack if it is a bug.
 */
export function describeStartFailure(error: unknown): string {
  if (error instanceof UserFacingError) return error.message;
  if (isClarifaiError(error, 'unavailable', 'timeout')) {
    return `Rollcall can’t reach the face service. Check the network, and CLARIFAI_API_BASE if it’s set. (${error.message})`;
  }
  if (isClarifaiError(error)) return `${describeFailure(error)} (${error.message})`;
  const slackCode = slackErrorCode(error);
  if (slackCode !== undefined) {
    const refusal = slackRefusal(error);
    const advice = refusal && START_REFUSALS[refusal];
    return advice ?? `Slack refused the connection (${slackCode}).`;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return 'The port is in use. Set PORT to another number, or stop the other program.';
  if (code.startsWith('slack_webapi_'))
    return 'Rollcall can’t reach Slack. Check the network, and SLACK_API_URL if it’s set.';
  return `Rollcall couldn’t start because of a bug:\n${error instanceof Error ? error.stack : String(error)}`;
}
