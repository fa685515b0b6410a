import type { Channel } from '../workspace/channels.js';
import { APP, TEAM } from '../workspace/identity.js';
import type { Person } from '../workspace/people.js';

/** The fields common to all interaction payloads: https://docs.slack.dev/reference/interaction-payloads */
export function commonParts(person: Person) {
  return {
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: person.id, username: person.name, name: person.name, team_id: TEAM.id },
    api_app_id: APP.id,
    // The deprecated verification token; Slack still sends one.
    token: 'local-slack',
  };
}

export function channelRef(channel: Channel): { id: string; name: string } {
  return { id: channel.id, name: channelNameFor(channel) };
}

/** Slack does not tell apps the names of private channels. */
export function channelNameFor(channel: Channel): string {
  if (channel.kind === 'im') return 'directmessage';
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}
