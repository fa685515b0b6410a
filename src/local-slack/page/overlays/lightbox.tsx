import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { Button, Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Icon } from '../ui/icon.js';
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
    // An entry in the browser's history, so that "back" closes the picture, as people expect on a phone.
    if (!isOpenInHistory()) history.pushState({ lightbox: true }, '');
    setPictures(all);
    setIndex(first);
  }, []);
  const close = useCallback(() => {
    if (isOpenInHistory()) history.back();
    else setPictures([]);
  }, []);
  useEffect(() => {
    const onPop = () => {
      if (!isOpenInHistory()) setPictures([]);
    };
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }, []);
  const picture = pictures[index];
  return (
    <LightboxContext value={show}>
      {children}
      {picture && (
        <ModalOverlay className="overlay lightbox" isOpen isDismissable onOpenChange={close}>
          <Modal className="lightbox-modal">
            <Lightbox pictures={pictures} index={index} onTurn={setIndex} onClose={close} />
          </Modal>
        </ModalOverlay>
      )}
    </LightboxContext>
  );
}

function isOpenInHistory(): boolean {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'lightbox' in state;
}

interface Props {
  pictures: readonly Picture[];
  index: number;
  onTurn(index: number): void;
  onClose(): void;
}

function Lightbox({ pictures, index, onTurn, onClose }: Props) {
  const picture = pictures[index];
  if (picture === undefined) return null;
  const hasPrevious = index > 0;
  const hasNext = index < pictures.length - 1;
  return (
    <Dialog className="lightbox-dialog" aria-label={picture.title}>
      {
        // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys and clicks are shortcuts for the buttons
        <div
          className="lightbox-content"
          onClick={(event) => {
            if (event.target instanceof Element && event.target.closest('button') === null) onClose();
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowLeft' && hasPrevious) onTurn(index - 1);
            if (event.key === 'ArrowRight' && hasNext) onTurn(index + 1);
          }}
        >
          <header className="lightbox-header">
            <span className="lightbox-title">{picture.title}</span>
            {pictures.length > 1 && <span className="lightbox-count">{`${index + 1} of ${pictures.length}`}</span>}
            {/* No tooltip: the first Escape would only close it. */}
            <Button className="icon-button" aria-label="Close picture" onPress={onClose} autoFocus>
              <Icon name="close" />
            </Button>
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
            <LightboxPicture key={picture.address} picture={picture} />
            {pictures.length > 1 && (
              <IconButton icon="right" label="Next picture" isDisabled={!hasNext} onPress={() => onTurn(index + 1)} />
            )}
          </div>
          {picture.alt !== picture.title && <p className="lightbox-alt">{picture.alt}</p>}
        </div>
      }
    </Dialog>
  );
}

function LightboxPicture({ picture }: { picture: Picture }) {
  const [isMissing, setMissing] = useState(false);
  if (isMissing) return <p className="picture-missing">{`Picture not available: ${picture.alt}`}</p>;
  return <img className="lightbox-picture" src={picture.address} alt={picture.alt} onError={() => setMissing(true)} />;
}
