import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { TextView } from '../blocks/text-view.js';
import type { Confirmation } from '../slack/blocks.js';

type Confirm = (question: Confirmation) => Promise<boolean>;

const ConfirmContext = createContext<Confirm>(() => Promise.resolve(false));

/** Shows a confirmation dialog. Resolves to false when the person cancels it in any way. */
export function useConfirm(): Confirm {
  return useContext(ConfirmContext);
}

interface Pending {
  question: Confirmation;
  answer(isYes: boolean): void;
}

/** Provides `useConfirm`. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [pending, setPending] = useState<Pending>();
  const confirm = useCallback<Confirm>(
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
    <ConfirmContext value={confirm}>
      {children}
      {pending && <Question {...pending} />}
    </ConfirmContext>
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
            <Heading slot="title">{question.title?.text ?? 'Are you sure?'}</Heading>
          </header>
          <div className="dialog-body">
            <TextView text={question.text} />
          </div>
          <footer className="dialog-footer">
            <Button className="button" onPress={() => answer(false)}>
              {question.deny?.text ?? 'Cancel'}
            </Button>
            <Button className={`button ${style}`} onPress={() => answer(true)} autoFocus>
              {question.confirm?.text ?? 'Yes'}
            </Button>
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
