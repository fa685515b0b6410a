import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { Icon } from '../ui/icon.js';

interface Props {
  /** The name of the conversation, for the hint shown while dragging. */
  name: string;
  className: string;
  onFiles(files: readonly File[]): void;
  children: ReactNode;
}

/** An area that accepts dropped files. Without a mouse, the composer's button does the same. */
export function DropTarget({ name, className, onFiles, children }: Props) {
  const [isOver, setOver] = useState(false);
  // The pointer enters a child before it leaves the parent, so this counts.
  const depth = useRef(0);
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const reset = () => {
    depth.current = 0;
    setOver(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the composer's button
    <div
      className={className}
      onDragEnter={(event) => {
        if (!carriesFiles(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => {
        if (carriesFiles(event)) event.preventDefault();
      }}
      onDragLeave={(event) => {
        if (!carriesFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) reset();
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        reset();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {isOver && (
        <div className="drop-hint">
          <div className="drop-hint-card">
            <Icon name="photo" />
            <strong>{`Drop to add to ${name}`}</strong>
            <span>Add a word or two, then send.</span>
          </div>
        </div>
      )}
    </div>
  );
}
