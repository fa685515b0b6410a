import { useEffect } from 'react';
import type { Channel } from '../slack/types.js';
import { EMPTY_CONVERSATION } from '../state/model.js';
import { channelTitle } from '../state/people.js';
import { threadOf } from '../state/timeline.js';
import { goTo } from '../state/use-route.js';
import { useSelect, useSession } from '../state/use-session.js';
import { IconButton } from '../ui/icon-button.js';
import { Composer } from './composer.js';
import { DropTarget } from './drop-target.js';
import { LoadingState } from './loading-state.js';
import { OutgoingMessages } from './outgoing.js';
import { StatusLine } from './status-line.js';
import { Timeline } from './timeline.js';
import { useDraft } from './use-draft.js';

/** A post and its replies, next to the channel. */
export function ThreadPane({ channel, thread }: { channel: Channel; thread: string }) {
  const session = useSession();
  const workspace = useSelect((state) => state.workspace);
  const conversation = useSelect((state) => state.conversations[channel.id]) ?? EMPTY_CONVERSATION;
  const draft = useDraft(`${channel.id}/${thread}`);
  const title = channelTitle(workspace, channel);
  const messages = threadOf(conversation, thread);
  const loading = conversation.threads[thread] ?? 'idle';

  useEffect(() => {
    void session.loadThread(channel.id, thread);
  }, [session, channel.id, thread]);

  return (
    <section className="thread-pane" aria-label="Thread">
      <header className="pane-header">
        <h2>
          Thread <span className="pane-header-note">{channel.is_im ? title : `#${title}`}</span>
        </h2>
        <IconButton
          icon="close"
          label="Close thread"
          onPress={() => goTo({ kind: 'channel', channel: channel.id, thread: undefined })}
        />
      </header>
      <DropTarget name="this thread" className="conversation" onFiles={draft.addFiles}>
        {messages.length === 0 && loading !== 'ready' ? (
          <LoadingState loading={loading} onRetry={() => void session.loadThread(channel.id, thread)} />
        ) : (
          <Timeline
            channel={channel.id}
            label="Replies"
            messages={messages}
            isInThread
            bottom={
              <>
                <OutgoingMessages channel={channel.id} thread={thread} />
                <StatusLine channel={channel.id} thread={thread} />
              </>
            }
          />
        )}
        <Composer channel={channel.id} thread={thread} label="Reply in thread" placeholder="Reply…" draft={draft} />
      </DropTarget>
    </section>
  );
}
