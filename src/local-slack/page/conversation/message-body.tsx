import { useMemo, useRef } from 'react';
import { Blocks } from '../blocks/blocks.js';
import { type Surface, SurfaceContext } from '../blocks/surface.js';
import { useInputValues } from '../blocks/use-input-values.js';
import type { Message } from '../slack/types.js';
import { MrkdwnText } from '../text/mrkdwn-text.js';
import { Photos } from './photos.js';
import { useKeptFocus } from './use-kept-focus.js';

const NO_ERRORS = {};

/** What a message says: its blocks or else its text, and its photos. */
export function MessageBody({ channel, message }: { channel: string; message: Message }) {
  const inputs = useInputValues();
  const surface = useMemo<Surface>(
    () => ({ place: { channel, message_ts: message.ts }, errors: NO_ERRORS, ...inputs }),
    [channel, message.ts, inputs],
  );
  const body = useRef<HTMLDivElement>(null);
  const keepFocus = useKeptFocus(body, message.blocks);
  if (message.subtype === 'tombstone') return <p className="message-gone">This message was deleted.</p>;
  const hasBlocks = message.blocks !== undefined && message.blocks.length > 0;
  return (
    <div className="message-body" ref={body} {...keepFocus}>
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
