import { Button } from 'react-aria-components';
import type { Message } from '../slack/types.js';
import { nameOf } from '../state/people.js';
import { useSelect, useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { emojiFor } from '../text/emoji.js';
import { listing } from '../text/format.js';
import { Emoji } from '../text/inline-parts.js';

/** The reactions to a message. Pressing one adds the person's own, or removes it. */
export function Reactions({ channel, message }: { channel: string; message: Message }) {
  const { api, me } = useSession();
  const users = useSelect((state) => state.workspace.users);
  const [run] = useTask();
  if (message.reactions === undefined || message.reactions.length === 0) return null;
  return (
    <div className="reactions">
      {message.reactions.map(({ name, users: ids, count }) => {
        const isMine = ids.includes(me);
        const who = listing(ids.map((id) => (id === me ? 'You' : (nameOf(users, id) ?? 'Someone'))));
        const toggle = isMine ? api.removeReaction : api.addReaction;
        return (
          <Button
            key={name}
            className={isMine ? 'reaction reaction-mine' : 'reaction'}
            aria-label={`${emojiFor(name) ?? `:${name}:`} ${count}, ${who} reacted with ${name.replaceAll('_', ' ')}`}
            aria-pressed={isMine}
            onPress={() => void run(() => toggle(channel, message.ts, name))}
          >
            <Emoji name={name} />
            <span>{count}</span>
          </Button>
        );
      })}
    </div>
  );
}
