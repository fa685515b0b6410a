import { Button, ProgressBar } from 'react-aria-components';
import type { Outgoing } from '../state/outbox.js';
import { authorById } from '../state/people.js';
import { useOutbox, useSelect, useSession } from '../state/use-session.js';
import { count } from '../text/format.js';
import { MrkdwnText } from '../text/mrkdwn-view.js';
import { Avatar } from '../ui/avatar.js';
import { LocalPicture } from './local-picture.js';
import { useLocalPictures } from './use-local-pictures.js';

/** The messages of this conversation that are being sent, or that failed. */
export function OutgoingMessages({ channel, thread }: { channel: string; thread: string | undefined }) {
  const outbox = useOutbox();
  return outbox
    .filter((outgoing) => outgoing.channel === channel && outgoing.thread === thread)
    .map((outgoing) => <OutgoingMessage key={outgoing.id} outgoing={outgoing} />);
}

function OutgoingMessage({ outgoing }: { outgoing: Outgoing }) {
  const { me, sender } = useSession();
  const workspace = useSelect((state) => state.workspace);
  const addresses = useLocalPictures(outgoing.files);
  const author = authorById(workspace, me);
  const { id, failure, files } = outgoing;
  return (
    <div className={failure === undefined ? 'message message-outgoing' : 'message message-failed'}>
      <div className="message-gutter">
        <Avatar author={author} size="large" />
      </div>
      <div className="message-content">
        <div className="message-header">
          <span className="message-author">{author.name}</span>
        </div>
        {outgoing.text !== '' && (
          <div className="message-text">
            <MrkdwnText text={outgoing.text} />
          </div>
        )}
        {files.length > 0 && (
          <div className="photos photos-outgoing">
            {addresses.map((address, index) =>
              address === undefined ? null : (
                <span className="photo" key={address}>
                  <LocalPicture address={address} name={files[index]?.name ?? ''} fallback={null} />
                </span>
              ),
            )}
          </div>
        )}
        {files.length > 0 && failure === undefined && (
          <ProgressBar
            className="progress"
            aria-label={`Sending ${count(files.length, 'photo')}`}
            value={outgoing.progress * 100}
          >
            {({ percentage }) => (
              <progress className="progress-bar" value={percentage ?? 0} max={100} aria-hidden="true" />
            )}
          </ProgressBar>
        )}
        {failure !== undefined && (
          <p className="failed-note" role="alert">
            {failure}
            <Button className="link-button" onPress={() => void sender.retry(id)}>
              Try again
            </Button>
            <Button className="link-button" onPress={() => sender.discard(id)}>
              Discard
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}
