import { Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { IconButton } from '../ui/icon-button.js';
import { SamplePhotos } from './sample-photos.js';

/** The sample photos, within reach in every channel. */
export function SamplesButton({ channel }: { channel: string }) {
  return (
    <DialogTrigger>
      <IconButton icon="sparkle" label="Try with sample photos" />
      <Popover className="popover samples-popover" placement="top start" offset={8}>
        <Dialog className="samples-dialog">
          <Heading slot="title">Try with sample photos</Heading>
          <p>One click posts one. The people are drawn.</p>
          <SamplePhotos channel={channel} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
