import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { TextView } from '../blocks/text-view.js';
import type { Confirmation } from '../slack/blocks.js';

type Ask = (question: Confirmation) => Promise<boolean>;

const AskContext = createContext<Ask>(() => Promise.resolve(false));

/** Asks "Are you sure?" in the app's own words. False when the person backs out, in whatever way. */
export function useAsk(): Ask {
  return useContext(AskContext);
}

interface Pending {
  question: Confirmation;
  answer(isYes: boolean): void;
}

/** Makes `useAsk` work for everything inside. */
export function AskProvider({ children }: { children: ReactNode }) {
  const [pending, setPending] = useState<Pending>();
  const ask = useCallback<Ask>(
    (question) =>
      new Promise((resolve) => {
        setPending({
          question,
          answer: (isYes) => {
            setPending(undefined);
            resolve(isYes);
          },
        });
      }),
    [],
  );
  return (
    <AskContext value={ask}>
      {children}
      {pending && <Question {...pending} />}
    </AskContext>
  );
}

function Question({ question, answer }: Pending) {
  const style = question.style === 'danger' ? 'button-danger' : 'button-primary';
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) answer(false);
      }}
    >
      <Modal className="modal modal-small">
        <Dialog role="alertdialog" className="dialog">
          <header className="dialog-header">
            <Heading slot="title">{question.title.text}</Heading>
          </header>
          <div className="dialog-body">
            <TextView text={question.text} />
          </div>
          <footer className="dialog-footer">
            <Button className="button" onPress={() => answer(false)}>
              {question.deny.text}
            </Button>
            <Button className={`button ${style}`} onPress={() => answer(true)} autoFocus>
              {question.confirm.text}
            </Button>
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
