import { useMemo } from 'react';
import { Blocks } from '../blocks/block-view.js';
import { type Surface, SurfaceContext, useInputValues } from '../blocks/surface.js';
import type { Message } from '../slack/types.js';
import { MrkdwnText } from '../text/mrkdwn-view.js';
import { useKeepFocus } from '../ui/use-keep-focus.js';
import { Photos } from './photos.js';

const NO_ERRORS = {};

/** The content of a message: its blocks, or its text, and its photos. */
export function MessageBody({ channel, message }: { channel: string; message: Message }) {
  const inputs = useInputValues();
  const surface = useMemo<Surface>(
    () => ({ container: { channel, message_ts: message.ts }, errors: NO_ERRORS, ...inputs }),
    [channel, message.ts, inputs],
  );
  const keepFocus = useKeepFocus(message.blocks);
  if (message.subtype === 'tombstone') return <p className="message-deleted">This message was deleted.</p>;
  const hasBlocks = message.blocks !== undefined && message.blocks.length > 0;
  return (
    <div className="message-body" {...keepFocus}>
      {hasBlocks && (
        <SurfaceContext value={surface}>
          <Blocks blocks={message.blocks ?? []} />
        </SurfaceContext>
      )}
      {!hasBlocks && message.text !== undefined && message.text !== '' && (
        <div className="message-text">
          <MrkdwnText text={message.text} />
          {message.edited && <span className="message-edited"> (edited)</span>}
        </div>
      )}
      {message.files && message.files.length > 0 && <Photos files={message.files} />}
    </div>
  );
}
