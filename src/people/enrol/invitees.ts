import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Deps } from '../../deps.js';
import { personIdOfMember } from '../../faces/ids.js';
import type { Person } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { CONVERSATION_TYPES } from '../../slack/conversations.js';
import type { BotIdentity } from '../../slack/identity.js';
import { isOfOrganisation } from '../../slack/users.js';
import type { InviteScope } from '../../views/invite.js';
import { readMember } from '../read-member.js';

/** Whom an invitation would ask. */
export interface Invitees {
  /** Those who have not been asked. */
  readonly toAsk: readonly Person[];
  /** How many others were asked before, or have answered. */
  readonly before: number;
}

const PAGE_SIZE = 200;

/**
 * The members that an invitation is about: without bots, people who have left, and people of other organisations.
 * @throws Slack's refusal if Rollcall is not in the channel.
 */
export async function listInvitees(
  deps: Pick<Deps, 'slack' | 'bot' | 'recognizer'>,
  scope: InviteScope,
): Promise<Invitees> {
  const [everyone, inChannel, registry] = await Promise.all([
    listPeople(deps),
    scope === 'everyone' ? undefined : listMemberIds(deps, scope.channelId),
    deps.recognizer.people.registry(),
  ]);
  const meant = everyone.filter(({ userId }) => inChannel?.has(userId) !== false);
  const toAsk = meant.filter(({ person }) => !isAsked(registry, person.id)).map(({ person }) => person);
  return { toAsk, before: meant.length - toAsk.length };
}

function isAsked(registry: PersonRegistry, personId: string): boolean {
  const record = registry.records.find(({ id }) => id === personId);
  const { askedAt, consent, invited } = record ?? {};
  return (askedAt ?? consent ?? invited ?? registry.refusedAt(personId)) !== undefined;
}

async function listPeople({ slack, bot }: { readonly slack: WebClient; readonly bot: BotIdentity }) {
  const people: { readonly userId: string; readonly person: Person }[] = [];
  for await (const page of slack.paginate('users.list', { limit: PAGE_SIZE })) {
    for (const user of z.object({ members: z.array(z.unknown()) }).safeParse(page).data?.members ?? []) {
      const member = isOfOrganisation(bot, user) ? readMember(user) : undefined;
      if (member === undefined) continue;
      people.push({ userId: member.userId, person: { id: personIdOfMember(member.userId), name: member.name } });
    }
  }
  return people;
}

async function listMemberIds({ slack }: { readonly slack: WebClient }, channel: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const page of slack.paginate('conversations.members', { channel, limit: PAGE_SIZE })) {
    for (const id of z.object({ members: z.array(z.string()) }).safeParse(page).data?.members ?? []) ids.add(id);
  }
  return ids;
}

const channelsSchema = z.object({ channels: z.array(z.object({ id: z.string(), name: z.string().nullish() })) });

/**
 * The channel that someone typed, if both they and Rollcall are in it.
 * @param typed `#name`, or `<#C123|name>` as Slack sends it for commands whose manifest says so.
 */
export async function findTypedChannel(
  { slack }: Pick<Deps, 'slack'>,
  userId: string,
  typed: string,
): Promise<string | undefined> {
  const id = /^<#([A-Z0-9]+)(?:\|[^>]*)?>$/.exec(typed)?.[1];
  const name = typed.replace(/^#/, '').toLowerCase();
  const pages = slack.paginate('users.conversations', { user: userId, types: CONVERSATION_TYPES, limit: PAGE_SIZE });
  for await (const page of pages) {
    const { channels = [] } = channelsSchema.safeParse(page).data ?? {};
    const found = channels.find((each) => (id === undefined ? each.name?.toLowerCase() === name : each.id === id));
    if (found !== undefined) return found.id;
  }
  return undefined;
}
