import type { Announcer } from '../events/announcer.js';
import { screenOf } from '../workspace/access.js';
import type { Ephemeral } from '../workspace/ephemerals.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Telling } from './telling.js';

/** Messages that only one person sees. */
export interface EphemeralPosts {
  showEphemeral(draft: Omit<Ephemeral, 'ts'>): Ephemeral;
  replaceEphemeral(after: Ephemeral): void;
  removeEphemeral(message: Ephemeral): void;
}

export function createEphemeralPosts(workspace: Workspace, announcer: Announcer, telling: Telling): EphemeralPosts {
  const { clock, ephemerals } = workspace;

  function show(message: Ephemeral): void {
    announcer.change((tell) => {
      ephemerals.put(message);
      telling.noteFiles(message, screenOf(message.shownTo));
      tell.toPerson(message.shownTo, { ...telling.forStream(message), type: 'ephemeral', is_ephemeral: true });
    });
  }

  return {
    showEphemeral(draft) {
      const message = { ...draft, ts: clock.nextTs() };
      show(message);
      return message;
    },
    replaceEphemeral(after) {
      const before = ephemerals.find(after.channel, after.ts);
      if (before !== undefined) workspace.recentBlocks.remember(before);
      show(after);
    },
    removeEphemeral({ channel, ts, threadTs, shownTo }) {
      announcer.change((tell) => {
        ephemerals.remove(channel, ts);
        workspace.purgeSoon();
        const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
        tell.toPerson(shownTo, { type: 'message_deleted', channel, ts, deleted_ts: ts, ...thread, is_ephemeral: true });
      });
    },
  };
}
