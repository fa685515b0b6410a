import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { json } from '../../store/row-shapes.js';
import { newId } from '../ids.js';
import { TEAM } from './identity.js';

const channelShape = z.object({
  id: z.string(),
  kind: z.enum(['public', 'private', 'im', 'mpim']),
  /** Without `#`; empty for direct messages of two. */
  name: z.string(),
  purpose: z.string(),
  creator: z.string(),
  /** Seconds since 1970. */
  created: z.number(),
});

export type Channel = Readonly<z.output<typeof channelShape>>;
export type ChannelKind = Channel['kind'];

const channelRow = z.object({ body: json(channelShape) });
const memberRow = z.object({ person: z.string() });

const channelIdRow = z.object({ channel: z.string() });
const summaryRow = z.object({
  channel: z.string(),
  count: z.number(),
  is_member: z.literal([0, 1]),
  other: z.string().nullable(),
});

/** What a list of channels says about the members of one. */
export interface MemberSummary {
  readonly count: number;
  /** Whether the viewer is one of them. */
  readonly isMember: boolean;
  /** The first member who is not the viewer; undefined if there is none. */
  readonly other: string | undefined;
}

export interface Channels {
  all(): Channel[];
  find(id: string): Channel | undefined;
  /** The channel with that name, with or without `#`. */
  findByName(name: string): Channel | undefined;
  /** Ids of the channels that a person is in. */
  ofPerson(person: string): ReadonlySet<string>;
  members(channel: string): string[];
  /** By channel id. @param viewer the person who asks. */
  summaries(ids: readonly string[], viewer: string | undefined): ReadonlyMap<string, MemberSummary>;
  isMember(channel: string, person: string): boolean;
  add(channel: Channel, members: readonly string[]): void;
  /** False if that person is already a member. */
  join(channel: string, person: string): boolean;
  /** False if that person is not a member. */
  leave(channel: string, person: string): boolean;
  /** The direct message channel of exactly these people, created if there is none. */
  openDirect(people: readonly string[], now: number): { channel: Channel; isNew: boolean };
}

export function createChannels(database: Database): Channels {
  const channels: Channels = {
    all: () => database.rows(channelRow, 'SELECT body FROM channels ORDER BY rowid').map((row) => row.body),
    find: (id) => database.row(channelRow, 'SELECT body FROM channels WHERE id = ?', [id])?.body,
    findByName(name) {
      const wanted = name.replace(/^#/, '');
      return channels.all().find((channel) => channel.kind !== 'im' && channel.name === wanted);
    },
    ofPerson: (person) =>
      new Set(
        database.rows(channelIdRow, 'SELECT channel FROM members WHERE person = ?', [person]).map((row) => row.channel),
      ),
    summaries(ids, viewer = '') {
      const rows = database.rows(
        summaryRow,
        `SELECT channel, count(*) AS count, max(person = ?1) AS is_member, min(iif(person = ?1, NULL, person)) AS other
         FROM members WHERE channel IN (SELECT value FROM json_each(?2)) GROUP BY channel`,
        [viewer, JSON.stringify(ids)],
      );
      return new Map(
        rows.map(({ channel, count, is_member: isMember, other }) => [
          channel,
          { count, isMember: isMember === 1, other: other ?? undefined },
        ]),
      );
    },
    members: (channel) =>
      database
        .rows(memberRow, 'SELECT person FROM members WHERE channel = ? ORDER BY person', [channel])
        .map((row) => row.person),
    isMember: (channel, person) =>
      database.exists('SELECT 1 FROM members WHERE channel = ? AND person = ?', [channel, person]),
    add(channel, members) {
      database.transaction(() => {
        database.run('INSERT INTO channels (id, body) VALUES (?, ?)', [channel.id, JSON.stringify(channel)]);
        for (const person of members) channels.join(channel.id, person);
      });
    },
    join: (channel, person) =>
      database.run('INSERT OR IGNORE INTO members (channel, person) VALUES (?, ?)', [channel, person]).changes > 0,
    leave: (channel, person) =>
      database.run('DELETE FROM members WHERE channel = ? AND person = ?', [channel, person]).changes > 0,
    openDirect(people, now) {
      const members = [...new Set(people)].sort();
      const known = channels
        .all()
        .find((channel) => isDirect(channel) && sameList(channels.members(channel.id), members));
      if (known !== undefined) return { channel: known, isNew: false };
      const channel: Channel = {
        id: newId(members.length > 2 ? 'G' : 'D'),
        kind: members.length > 2 ? 'mpim' : 'im',
        name: members.length > 2 ? `mpdm-${members.join('--').toLowerCase()}-1` : '',
        purpose: '',
        creator: people[0] ?? '',
        created: Math.floor(now / 1000),
      };
      channels.add(channel, members);
      return { channel, isNew: true };
    },
  };
  return channels;
}

export function isDirect(channel: Channel): boolean {
  return channel.kind === 'im' || channel.kind === 'mpim';
}

/** The `channel_type` of events. */
export function channelType(channel: Channel): 'channel' | 'group' | 'im' | 'mpim' {
  if (channel.kind === 'public') return 'channel';
  return channel.kind === 'private' ? 'group' : channel.kind;
}

/**
 * Channels as in `conversations.list`: https://docs.slack.dev/reference/objects/conversation-object. `viewer` is the
 * person who asks: `is_member` and the `user` of a direct message depend on it.
 */
export function toSlackChannels(channels: Channels, some: readonly Channel[], viewer: string | undefined) {
  const summaries = channels.summaries(
    some.map(({ id }) => id),
    viewer,
  );
  return some.map((channel) => toSlackChannel(channel, summaries.get(channel.id) ?? NO_MEMBERS, viewer));
}

/** One channel, as in {@link toSlackChannels}. */
export function showChannel(channels: Channels, channel: Channel, viewer: string | undefined) {
  return toSlackChannel(channel, channels.summaries([channel.id], viewer).get(channel.id) ?? NO_MEMBERS, viewer);
}

const NO_MEMBERS: MemberSummary = { count: 0, isMember: false, other: undefined };

function toSlackChannel(channel: Channel, members: MemberSummary, viewer: string | undefined) {
  const common = {
    id: channel.id,
    created: channel.created,
    is_archived: false,
    is_org_shared: false,
    is_im: channel.kind === 'im',
    context_team_id: TEAM.id,
  };
  if (channel.kind === 'im') {
    return { ...common, user: members.other ?? viewer, is_user_deleted: false };
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_general: false,
    is_shared: false,
    is_ext_shared: false,
    unlinked: 0,
    creator: channel.creator,
    is_member: members.isMember,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: channel.purpose, creator: channel.creator, last_set: channel.created },
    previous_names: [],
    num_members: members.count,
  };
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
