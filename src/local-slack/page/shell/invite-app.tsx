import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Channel } from '../slack/types.js';
import { useSelect, useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';

/** A button to invite the app, shown in channels it is not in. */
export function InviteApp({ channel }: { channel: Channel }) {
  const { api } = useSession();
  const botUserId = useSelect((state) => state.workspace.bot_user_id);
  const appName = useSelect((state) => state.workspace.app.name);
  const [isMissing, setMissing] = useState(false);
  const [run, isBusy] = useTask();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the members changed
  useEffect(() => {
    let isStale = false;
    api.members(channel.id).then(
      (members) => {
        if (!isStale) setMissing(!members.includes(botUserId));
      },
      // Without the button, “/invite” still works.
      () => undefined,
    );
    return () => {
      isStale = true;
    };
  }, [api, channel.id, channel.num_members, botUserId]);

  if (!isMissing) return null;
  return (
    <Button className="button" isPending={isBusy} onPress={() => void run(() => api.invite(channel.id, botUserId))}>
      {`Invite ${appName}`}
    </Button>
  );
}
