import { Icon } from '../ui/icon.js';
import { IconButton } from '../ui/icon-button.js';
import { LocalPicture } from './local-picture.js';
import { useLocalPictures } from './use-local-pictures.js';

/** The photos attached to the message being written. */
export function Attachments({ files, onRemove }: { files: readonly File[]; onRemove(file: File): void }) {
  const addresses = useLocalPictures(files);
  return (
    <ul className="attachments" aria-label="Photos to send">
      {files.map((file, index) => (
        <li key={`${file.name}-${file.size}-${file.lastModified}`} className="attachment">
          {addresses[index] === undefined ? (
            <FileName name={file.name} />
          ) : (
            <LocalPicture
              key={addresses[index]}
              address={addresses[index]}
              name={file.name}
              fallback={<FileName name={file.name} />}
            />
          )}
          <IconButton
            icon="close"
            label={`Remove ${file.name}`}
            className="attachment-remove"
            onPress={() => onRemove(file)}
          />
        </li>
      ))}
    </ul>
  );
}

function FileName({ name }: { name: string }) {
  return (
    <span className="attachment-file">
      <Icon name="file" />
      <span>{name}</span>
    </span>
  );
}
