import type { Channel } from '../slack/types.js';
import { authorById } from '../state/people.js';
import { useSelect } from '../state/use-session.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { FirstRun } from './first-run.js';

interface Props {
  channel: Channel;
  title: string;
  /** Whether the channel has only a few posts. */
  isNew: boolean;
}

/** The introduction above the first message: what the channel is for, and how to start. */
export function ChannelBeginning({ channel, title, isNew }: Props) {
  const workspace = useSelect((state) => state.workspace);
  const purpose = channel.purpose?.value || channel.topic?.value;
  if (channel.is_im) {
    const author = authorById(workspace, channel.user ?? '');
    return (
      <header className="channel-beginning">
        <Avatar author={author} size="large" />
        <h2>{title}</h2>
        <p>{`This conversation is just between you and ${title}. You can post photos here too.`}</p>
      </header>
    );
  }
  return (
    <>
      <header className="channel-beginning">
        <h2>
          <Icon name={channel.is_private ? 'lock' : 'hash'} />
          {title}
        </h2>
        <p>{purpose || `This is the very beginning of the channel #${title}.`}</p>
      </header>
      {isNew && <FirstRun channel={channel.id} />}
    </>
  );
}
