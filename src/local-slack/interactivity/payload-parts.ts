import type { Channel } from '../workspace/channels.js';
import { APP, TEAM } from '../workspace/identity.js';
import type { Person } from '../workspace/people.js';

/** What every interaction payload begins with: https://docs.slack.dev/reference/interaction-payloads */
export function commonParts(person: Person) {
  return {
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: person.id, username: person.name, name: person.name, team_id: TEAM.id },
    api_app_id: APP.id,
    // The verification token of old; Slack still sends one, and nobody should check it.
    token: 'local-slack',
  };
}

export function channelRef(channel: Channel): { id: string; name: string } {
  return { id: channel.id, name: channelNameFor(channel) };
}

/** Slack does not tell apps the names of private places. */
export function channelNameFor(channel: Channel): string {
  if (channel.kind === 'im') return 'directmessage';
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}
