import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Channel } from '../slack/types.js';
import { EMPTY_CONVERSATION } from '../state/model.js';
import { channelTitle } from '../state/people.js';
import { postsOf } from '../state/timeline.js';
import { useSelect, useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { ChannelBeginning } from './channel-beginning.js';
import { Composer } from './composer.js';
import { DropTarget } from './drop-target.js';
import { LoadingState } from './loading-state.js';
import { OutgoingMessages } from './outgoing.js';
import { Timeline } from './timeline.js';
import { useDraft } from './use-draft.js';

/** A channel with fewer posts than this shows how to start. */
const NEW_BELOW = 6;

/** A channel or direct message: its messages and the composer. */
export function ChannelView({ channel }: { channel: Channel }) {
  const session = useSession();
  const workspace = useSelect((state) => state.workspace);
  const conversation = useSelect((state) => state.conversations[channel.id]) ?? EMPTY_CONVERSATION;
  const draft = useDraft(channel.id);
  const title = channelTitle(workspace, channel);
  const name = channel.is_im ? title : `#${title}`;
  const posts = postsOf(conversation);
  const newest = posts.at(-1)?.ts;
  const isReady = conversation.history === 'ready';

  // The "New" divider stays where it was when the channel was opened: messages that arrive later are read at once.
  const [opened, setOpened] = useState<{ firstUnreadTs: string | undefined }>();
  if (isReady && opened === undefined) {
    const { lastReadTs } = conversation;
    const firstUnread = posts.find((post) => Number(post.ts) > Number(lastReadTs) && post.user !== session.me);
    setOpened({ firstUnreadTs: firstUnread?.ts });
  }

  useEffect(() => {
    if (newest === undefined || !isReady) return;
    const read = () => {
      if (document.visibilityState === 'visible') session.markRead(channel.id);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [newest, isReady, channel.id, session]);

  return (
    <DropTarget name={name} className="conversation" onFiles={draft.addFiles}>
      {isReady ? (
        <Timeline
          channel={channel.id}
          label={`Messages in ${name}`}
          messages={posts}
          isInThread={false}
          firstUnreadTs={opened?.firstUnreadTs}
          top={
            conversation.hasOlder ? (
              <OlderButton channel={channel.id} />
            ) : (
              <ChannelBeginning channel={channel} title={title} isNew={posts.length < NEW_BELOW} />
            )
          }
          bottom={<OutgoingMessages channel={channel.id} thread={undefined} />}
        />
      ) : (
        <LoadingState loading={conversation.history} onRetry={() => void session.loadHistory(channel.id)} />
      )}
      <Composer
        channel={channel.id}
        thread={undefined}
        label={`Message ${name}`}
        placeholder={`Message ${name}`}
        draft={draft}
      />
    </DropTarget>
  );
}

/** Loads older posts; shown while there are any. */
function OlderButton({ channel }: { channel: string }) {
  const session = useSession();
  const [run, isBusy] = useTask();
  return (
    <p className="older">
      <Button className="button" isPending={isBusy} onPress={() => void run(() => session.loadOlder(channel))}>
        Show older messages
      </Button>
    </p>
  );
}
