import type { AppManifest } from '../app-manifest.js';
import type { NamedEvent, Stream, StreamEvent } from '../stream.js';
import { BOT } from '../workspace/identity.js';
import type { Workspace } from '../workspace/workspace.js';
import { inChannel, type SlackEvent, subscriptionFor, wrapEvent } from './bot-events.js';
import type { EventBody, Outbox } from './outbox.js';

/** Tells the app, and the people looking, what happened. */
export interface Announcer {
  /**
   * Does `work` as one durable change, then tells everyone. The events for the app are written together with the
   * change; people are told only once it is on the disk.
   */
  change<T>(work: (tell: Tell) => T): T;
}

/** What a change may say. `toMembers` reaches people who look; `toBot` the app, if the bot is in that channel. */
export interface Tell {
  toBot(channel: string, event: SlackEvent, eventTs: string): void;
  /** For events that belong to no channel the bot would have to be in. */
  toApp(event: SlackEvent): void;
  toMembers(channel: string, event: StreamEvent): void;
  toPerson(person: string, event: StreamEvent): void;
  named(people: readonly string[], name: NamedEvent, data: Readonly<Record<string, unknown>>): void;
}

export function createAnnouncer(
  workspace: Workspace,
  stream: Stream,
  outbox: Outbox,
  manifest: AppManifest | undefined,
): Announcer {
  const isWanted = (event: SlackEvent) => manifest === undefined || manifest.events.includes(subscriptionFor(event));

  return {
    change(work) {
      const afterwards: (() => void)[] = [];
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
            afterwards.push(() => stream.publish(members, event));
          },
          toPerson: (person, event) => afterwards.push(() => stream.publish([person], event)),
          named: (people, name, data) => afterwards.push(() => stream.publishNamed(people, name, data)),
        }),
      );
      for (const tell of afterwards) tell();
      outbox.send(written);
      return result;
    },
  };
}
