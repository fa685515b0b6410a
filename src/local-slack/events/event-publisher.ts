import type { AppManifest } from '../app-manifest.js';
import type { NamedEvent, Stream, StreamEvent } from '../stream.js';
import { BOT } from '../workspace/identity.js';
import type { Workspace } from '../workspace/workspace.js';
import { inChannel, type SlackEvent, subscriptionFor, wrapEvent } from './bot-events.js';
import type { EventBody, Outbox } from './outbox.js';

/** Publishes events to the app and to open pages. */
export interface EventPublisher {
  /**
   * Runs `work` in one transaction, then publishes its events. Events for the app are stored in the same transaction; open
   * pages get theirs once it is on disk.
   */
  change<T>(work: (publish: Publish) => T): T;
}

/** Publishes the events of one change. */
export interface Publish {
  /** To the app, if the bot is in the channel. */
  toBot(channel: string, event: SlackEvent, eventTs: string): void;
  /** To the app, whatever channels the bot is in. */
  toApp(event: SlackEvent): void;
  /** To the open pages of a channel's members. */
  toMembers(channel: string, event: StreamEvent): void;
  toPerson(person: string, event: StreamEvent): void;
  named(people: readonly string[], name: NamedEvent, data: Readonly<Record<string, unknown>>): void;
}

export function createEventPublisher(
  workspace: Workspace,
  stream: Stream,
  outbox: Outbox,
  manifest: AppManifest | undefined,
): EventPublisher {
  const isWanted = (event: SlackEvent) => manifest === undefined || manifest.events.includes(subscriptionFor(event));

  return {
    change(work) {
      const afterCommit: (() => void)[] = [];
      const written: { id: number; body: EventBody }[] = [];
      const toApp = (event: SlackEvent) => {
        if (!isWanted(event)) return;
        const body = wrapEvent(event, workspace.clock.now());
        written.push({ id: outbox.write(body), body });
      };
      const result = workspace.transaction(() =>
        work({
          toBot(channel, event, eventTs) {
            if (!workspace.channels.isMember(channel, BOT.userId)) return;
            toApp(inChannel(workspace.channels, channel, event, eventTs));
          },
          toApp,
          toMembers(channel, event) {
            const members = workspace.channels.members(channel);
            afterCommit.push(() => stream.publish(members, event));
          },
          toPerson: (person, event) => afterCommit.push(() => stream.publish([person], event)),
          named: (people, name, data) => afterCommit.push(() => stream.publishNamed(people, name, data)),
        }),
      );
      for (const publish of afterCommit) publish();
      outbox.send(written);
      return result;
    },
  };
}
