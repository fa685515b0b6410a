import { ADA, BOT_USER, CHANNEL, POST_TS, RESPONSE_URL, TEAM } from './ids.js';
import type { StoredFile } from './state.js';

/** What Slack sends to the bot. */
export type Payload = Record<string, unknown>;

const WORKSPACE = { id: TEAM, domain: 'test' };
const TRIGGER = '1.2.3';

/** A photo as Slack describes it in events and `files.info`. */
export function slackFile(id: string, overrides: Payload = {}): StoredFile {
  return {
    id,
    mode: 'hosted',
    mimetype: 'image/jpeg',
    url_private: `https://files.slack.com/${id}`,
    ...overrides,
  };
}

/** An event of the Events API. */
export function slackEvent(event: Payload): Payload {
  return { type: 'event_callback', team_id: TEAM, event_id: 'Ev1', event };
}

/** Someone posts a message. */
export function messageEvent(event: Payload = {}): Payload {
  return slackEvent({
    type: 'message',
    subtype: 'file_share',
    channel: CHANNEL,
    channel_type: 'channel',
    user: ADA,
    ts: POST_TS,
    text: '',
    ...event,
  });
}

/** Someone opens App Home. */
export function homeOpened(user = ADA, tab = 'home'): Payload {
  return slackEvent({ type: 'app_home_opened', user, channel: 'D1', tab, event_ts: '1' });
}

/** Someone uses a control of a message. */
export function blockAction(
  action: Payload,
  message: { readonly ts: string; readonly thread_ts?: string },
  user = ADA,
  team = TEAM,
): Payload {
  return {
    type: 'block_actions',
    team: WORKSPACE,
    user: { id: user, team_id: team },
    channel: { id: CHANNEL, name: 'photos' },
    container: { type: 'message', message_ts: message.ts, channel_id: CHANNEL },
    message: { type: 'message', user: BOT_USER, text: '', ...message },
    trigger_id: TRIGGER,
    response_url: RESPONSE_URL,
    actions: [{ action_ts: '1', ...action }],
  };
}

/** Someone presses a button of a modal or of App Home. */
export function viewAction(
  button: { readonly action_id: string; readonly value: string },
  view: Payload,
  user = ADA,
  team = TEAM,
): Payload {
  return {
    type: 'block_actions',
    team: WORKSPACE,
    user: { id: user, team_id: team },
    container: { type: 'view', view_id: view['id'] ?? 'V1' },
    view: { id: 'V1', team_id: TEAM, ...view },
    trigger_id: TRIGGER,
    actions: [{ type: 'button', block_id: 'b', action_ts: '1', ...button }],
  };
}

/** Someone submits a modal, with the values of its inputs by block id and action id. */
export function viewSubmission(view: Payload, values: Payload, user = ADA, team = TEAM): Payload {
  return {
    type: 'view_submission',
    team: WORKSPACE,
    user: { id: user, team_id: team },
    trigger_id: '1.2.4',
    view: { id: 'V1', team_id: TEAM, ...view, state: { values } },
  };
}

/** Someone opens a menu or types in it. */
export function menuQuery(
  menu: { readonly action_id: string; readonly block_id: string; readonly value: string },
  where: Payload = { channel: { id: CHANNEL, name: 'photos' }, container: { type: 'message', message_ts: '1' } },
  team = TEAM,
): Payload {
  return { type: 'block_suggestion', team: WORKSPACE, user: { id: ADA, team_id: team }, ...where, ...menu };
}

/** Someone runs the slash command. */
export function slashCommand(text = '', command = '/train-faces'): Payload {
  return {
    command,
    text,
    team_id: TEAM,
    channel_id: CHANNEL,
    user_id: ADA,
    response_url: RESPONSE_URL,
    trigger_id: TRIGGER,
  };
}
