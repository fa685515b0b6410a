import { useEffect, useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { pathOf } from '../slack/addresses.js';
import { SlackRefusal } from '../slack/errors.js';
import type { Sample } from '../slack/types.js';
import { useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { Icon, Spinner } from '../ui/icon.js';
import { IconButton } from '../ui/icon-button.js';

/** The sample photos. Pressing one posts it. */
export function SamplePhotos({ channel }: { channel: string }) {
  const samples = useSamples();
  if (samples.kind === 'loading') return <Spinner />;
  if (samples.kind === 'failed') return <p className="samples-note">The sample photos couldn’t be loaded.</p>;
  if (samples.samples.length === 0) return <p className="samples-note">There are no sample photos here.</p>;
  return (
    <ul className="samples" aria-label="Sample photos">
      {samples.samples.map((sample) => (
        <li key={sample.name}>
          <SamplePhoto sample={sample} channel={channel} />
        </li>
      ))}
    </ul>
  );
}

function SamplePhoto({ sample, channel }: { sample: Sample; channel: string }) {
  const { sender } = useSession();
  const [run, isBusy] = useTask();
  const [isPosted, setPosted] = useState(false);

  const post = async () => {
    const response = await fetch(pathOf(sample.url));
    if (!response.ok) throw new SlackRefusal('sample_missing', `“${sample.title}” couldn’t be loaded`);
    const file = new File([await response.blob()], sample.name, { type: 'image/jpeg' });
    await sender.send(channel, undefined, '', [file]);
    setPosted(true);
  };

  return (
    <Button
      className={isPosted ? 'sample sample-posted' : 'sample'}
      aria-label={`Post sample photo: ${sample.title}`}
      isPending={isBusy}
      onPress={() => void run(post)}
    >
      <img src={pathOf(sample.url)} alt="" loading="lazy" />
      <span className="sample-title">{sample.title}</span>
      <span className="sample-icon" aria-hidden="true">
        {isBusy ? <Spinner /> : <Icon name={isPosted ? 'check' : 'plus'} />}
      </span>
    </Button>
  );
}

/** A button that shows the sample photos. */
export function SamplesButton({ channel }: { channel: string }) {
  return (
    <DialogTrigger>
      <IconButton icon="sparkle" label="Try with sample photos" />
      <Popover className="popover samples-popover" placement="top start" offset={8}>
        <Dialog className="samples-dialog">
          <Heading slot="title">Try with sample photos</Heading>
          <p>Click a photo to post it. The people are drawn.</p>
          <SamplePhotos channel={channel} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

export type Samples = { kind: 'loading' } | { kind: 'failed' } | { kind: 'ready'; samples: readonly Sample[] };

/** The sample photos the server offers. */
function useSamples(): Samples {
  const { api } = useSession();
  const [samples, setSamples] = useState<Samples>({ kind: 'loading' });
  useEffect(() => {
    let isCancelled = false;
    api.samples().then(
      (found) => !isCancelled && setSamples({ kind: 'ready', samples: found }),
      () => !isCancelled && setSamples({ kind: 'failed' }),
    );
    return () => {
      isCancelled = true;
    };
  }, [api]);
  return samples;
}
