import { type Block, type InteractiveElement, interactiveElements } from '../blocks/elements.js';
import { mayRead } from '../workspace/access.js';
import type { Channel } from '../workspace/channels.js';
import type { Message } from '../workspace/messages.js';
import { messageKey } from '../workspace/recent-blocks.js';
import { renderMessage } from '../workspace/render-message.js';
import { renderView } from '../workspace/render-view.js';
import type { ResponseTarget } from '../workspace/response-urls.js';
import type { StateValues, StoredView } from '../workspace/views.js';
import type { Workspace } from '../workspace/workspace.js';
import { initialValues } from './element-state.js';
import { LocalError } from './local-error.js';
import { channelRef } from './payload-parts.js';

/** What an interactive element is part of: a message or a view. */
export type Container =
  | { readonly kind: 'message'; readonly channel: Channel; readonly message: Message; readonly isEphemeral: boolean }
  | { readonly kind: 'view'; readonly view: StoredView };

/** The fields of a request that identify the container and the person. */
export interface ContainerRef {
  readonly user: string;
  readonly channel?: string | undefined;
  readonly message_ts?: string | undefined;
  readonly view_id?: string | undefined;
}

/** Finds a message or view that the person can see. @throws LocalError `view_not_found`, `channel_not_found`, `message_not_found` */
export function findContainer(workspace: Workspace, ref: ContainerRef): Container {
  if (ref.view_id !== undefined) return { kind: 'view', view: openView(workspace, ref.user, ref.view_id) };
  const channel = readableChannelOf(workspace, ref.user, ref.channel);
  const ts = ref.message_ts ?? '';
  const ephemeral = workspace.ephemerals.find(channel.id, ts);
  if (ephemeral?.shownTo === ref.user) return { kind: 'message', channel, message: ephemeral, isEphemeral: true };
  const message = workspace.messages.find(channel.id, ts);
  if (message === undefined || message.subtype === 'tombstone')
    throw new LocalError('message_not_found', 'no such message in that channel');
  return { kind: 'message', channel, message, isEphemeral: false };
}

/** Finds an open view of that person. @throws LocalError `view_not_found` */
export function openView(workspace: Workspace, user: string, id: string): StoredView {
  const view = workspace.views.find(id);
  if (view?.person !== user) throw new LocalError('view_not_found', 'that person has no such view open');
  return view;
}

/** Finds a channel that the person may read. @throws LocalError `channel_not_found` */
export function readableChannelOf(workspace: Workspace, user: string, id: string | undefined): Channel {
  const channel = workspace.channels.find(id ?? '');
  if (channel === undefined || !mayRead(workspace, user, channel.id)) {
    throw new LocalError('channel_not_found', 'no such channel for that person');
  }
  return channel;
}

function blocksOf(container: Container): readonly Block[] {
  return container.kind === 'view' ? container.view.content.blocks : (container.message.blocks ?? []);
}

/** Every interactive element, with its block. */
export function elementsOf(container: Container): { block: Block; blockId: string; element: InteractiveElement }[] {
  return elementsIn(blocksOf(container));
}

function elementsIn(blocks: readonly Block[]) {
  return blocks.flatMap((block) =>
    interactiveElements(block).map((element) => ({ block, blockId: block.block_id, element })),
  );
}

/**
 * Finds the element someone used, in the current or a recent version of the message or view.
 * @throws LocalError `block_not_found`, `action_not_found`
 */
export function findElement(workspace: Workspace, container: Container, blockId: string, actionId: string) {
  const key = container.kind === 'message' ? messageKey(container.message) : container.view.id;
  const former = workspace.recentBlocks.of(key);
  const inBlock = elementsIn([...blocksOf(container), ...former]).filter((candidate) => candidate.blockId === blockId);
  if (inBlock.length === 0)
    throw new LocalError('block_not_found', 'the message or view has no such block (or no longer has it)');
  const found = inBlock.find(({ element }) => element.action_id === actionId);
  if (found === undefined) throw new LocalError('action_not_found', 'that block has no such element');
  return found;
}

/** The stored state of every element. */
export function valuesOf(container: Container): StateValues {
  return container.kind === 'view' ? structuredClone(container.view.values) : initialValues(blocksOf(container));
}

/** The container as payloads describe it: https://docs.slack.dev/reference/interaction-payloads */
export function describeContainer(workspace: Workspace, container: Container): Record<string, unknown> {
  if (container.kind === 'view') {
    return {
      container: { type: 'view', view_id: container.view.id },
      view: renderView(workspace, container.view),
    };
  }
  const { channel, message, isEphemeral } = container;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    },
    channel: channelRef(channel),
    // Slack does not store ephemeral messages, so it has none to send.
    ...(isEphemeral ? {} : { message: renderMessage(workspace, message) }),
  };
}

/** The target of a `response_url` for this container; views have none. */
export function responseTarget(container: Container, user: string): ResponseTarget | undefined {
  if (container.kind === 'view') return undefined;
  const { channel, message, isEphemeral } = container;
  return {
    channel: channel.id,
    user,
    original: { ts: message.ts, ephemeral: isEphemeral, threadTs: message.threadTs },
  };
}
