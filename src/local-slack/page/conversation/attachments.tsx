import { Icon } from '../ui/icon.js';
import { IconButton } from '../ui/icon-button.js';
import { useLocalPictures } from './use-local-pictures.js';

/** The photos attached to the message being written. */
export function Attachments({ files, onRemove }: { files: readonly File[]; onRemove(file: File): void }) {
  const addresses = useLocalPictures(files);
  return (
    <ul className="attachments" aria-label="Photos to send">
      {files.map((file, index) => (
        <li key={`${file.name}-${file.size}-${file.lastModified}`} className="attachment">
          {addresses[index] === undefined ? (
            <span className="attachment-file">
              <Icon name="file" />
              <span>{file.name}</span>
            </span>
          ) : (
            <img src={addresses[index]} alt={file.name} />
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
