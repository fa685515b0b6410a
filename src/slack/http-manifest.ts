import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { UserFacingError } from '../errors.js';

/** Bolt's path for requests. */
const EVENTS_PATH = '/slack/events';
/** Bolt's path, to which Slack leads back from “Add to Slack”. */
export const REDIRECT_PATH = '/slack/oauth_redirect';

/**
 * The app's manifest for HTTP instead of Socket Mode: adds the address to which Slack sends events, clicks, menus and commands.
 * Everything else stays the same, including comments.
 * @param manifest the manifest for Socket Mode, as YAML.
 * @param url where Rollcall can be reached from outside, for example https://rollcall.example.com.
 * @throws UserFacingError if Slack would not accept that address.
 */
export function toHttpManifest(manifest: string, url: string): string {
  const address = eventsAddress(url);
  const document = parseDocument(
    manifest.replace(
      /^# Uses Socket Mode.*$/mu,
      `# Slack sends everything to ${address}: set SLACK_SIGNING_SECRET, and leave SLACK_APP_TOKEN out.`,
    ),
  );
  const commands = document.getIn(['features', 'slash_commands']);
  if (!isSeq<YAMLMap>(commands)) throw new Error('The manifest has no slash commands.');
  for (const command of commands.items) if (isMap(command)) command.set('url', address);
  document.setIn(['settings', 'event_subscriptions', 'request_url'], address);
  document.setIn(['settings', 'interactivity', 'request_url'], address);
  document.setIn(['settings', 'interactivity', 'message_menu_options_url'], address);
  document.setIn(['settings', 'socket_mode_enabled'], false);
  return document.toString({ lineWidth: 120 });
}

/** What ends an installation. A single workspace notices from its token. */
const UNINSTALLING = ['app_uninstalled', 'tokens_revoked'];

/**
 * The app's manifest for several workspaces: adds the address to which Slack leads back from “Add to Slack”, the events that end an
 * installation, and installing in a whole organisation.
 * @param manifest for Socket Mode or HTTP, as YAML.
 * @param url where people reach Rollcall, for example https://rollcall.example.com.
 * @throws UserFacingError if Slack would not accept that address.
 */
export function toManifestForSeveral(manifest: string, url: string): string {
  const document = parseDocument(manifest);
  document.setIn(['oauth_config', 'redirect_urls'], [new URL(REDIRECT_PATH, httpsAddress(url)).href]);
  const events = document.getIn(['settings', 'event_subscriptions', 'bot_events']);
  if (!isSeq(events)) throw new Error('The manifest has no events.');
  for (const event of UNINSTALLING) events.add(event);
  document.setIn(['settings', 'org_deploy_enabled'], true);
  return document.toString({ lineWidth: 120 });
}

function eventsAddress(url: string): string {
  const address = httpsAddress(url);
  if (address.pathname === '/') address.pathname = EVENTS_PATH;
  return address.href;
}

function httpsAddress(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol === 'https:') return address;
  throw new UserFacingError(`Slack can’t send to “${url}”. Use an address that starts with https://.`);
}
