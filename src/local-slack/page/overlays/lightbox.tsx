import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../ui/icon-button.js';

export interface Picture {
  address: string;
  alt: string;
  title: string;
}

type Show = (pictures: readonly Picture[], index: number) => void;

const LightboxContext = createContext<Show>(() => {});

/** Shows pictures one at a time, starting with the one at `index`. */
export function useLightbox(): Show {
  return useContext(LightboxContext);
}

/** Provides `useLightbox`. */
export function LightboxProvider({ children }: { children: ReactNode }) {
  const [pictures, setPictures] = useState<readonly Picture[]>([]);
  const [index, setIndex] = useState(0);
  const show = useCallback<Show>((all, first) => {
    setPictures(all);
    setIndex(first);
  }, []);
  const picture = pictures[index];
  return (
    <LightboxContext value={show}>
      {children}
      {picture && (
        <ModalOverlay className="overlay lightbox" isOpen isDismissable onOpenChange={() => setPictures([])}>
          <Modal className="lightbox-modal">
            <Lightbox pictures={pictures} index={index} onTurn={setIndex} />
          </Modal>
        </ModalOverlay>
      )}
    </LightboxContext>
  );
}

interface Props {
  pictures: readonly Picture[];
  index: number;
  onTurn(index: number): void;
}

function Lightbox({ pictures, index, onTurn }: Props) {
  const picture = pictures[index];
  if (picture === undefined) return null;
  const hasPrevious = index > 0;
  const hasNext = index < pictures.length - 1;
  return (
    <Dialog className="lightbox-dialog" aria-label={picture.title}>
      {({ close }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys are a shortcut for the two buttons
        <div
          className="lightbox-content"
          onKeyDown={(event) => {
            if (event.key === 'ArrowLeft' && hasPrevious) onTurn(index - 1);
            if (event.key === 'ArrowRight' && hasNext) onTurn(index + 1);
          }}
        >
          <header className="lightbox-header">
            <span className="lightbox-title">{picture.title}</span>
            {pictures.length > 1 && <span className="lightbox-count">{`${index + 1} of ${pictures.length}`}</span>}
            <IconButton icon="close" label="Close picture" onPress={close} autoFocus />
          </header>
          <div className="lightbox-stage">
            {pictures.length > 1 && (
              <IconButton
                icon="left"
                label="Previous picture"
                isDisabled={!hasPrevious}
                onPress={() => onTurn(index - 1)}
              />
            )}
            <img className="lightbox-picture" src={picture.address} alt={picture.alt} />
            {pictures.length > 1 && (
              <IconButton icon="right" label="Next picture" isDisabled={!hasNext} onPress={() => onTurn(index + 1)} />
            )}
          </div>
          {picture.alt !== picture.title && <p className="lightbox-alt">{picture.alt}</p>}
        </div>
      )}
    </Dialog>
  );
}
