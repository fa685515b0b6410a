import { type FormEvent, useMemo, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Blocks } from '../blocks/blocks.js';
import { type Surface, SurfaceContext } from '../blocks/surface.js';
import { PlainTextView } from '../blocks/text-view.js';
import { useInputValues } from '../blocks/use-input-values.js';
import type { View } from '../slack/blocks.js';
import { SlackRefusal } from '../slack/errors.js';
import { useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { IconButton } from '../ui/icon-button.js';
import { Spinner } from '../ui/spinner.js';

interface Props {
  view: View;
  isOnTop: boolean;
  /** Another modal waits below. */
  isStacked: boolean;
}

/** One of an app's modals: a form, or something to read. */
export function ViewModal({ view, isOnTop, isStacked }: Props) {
  const { api, store } = useSession();
  const inputs = useInputValues();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [run, isBusy] = useTask();
  const surface = useMemo<Surface>(
    () => ({ place: { view_id: view.id }, errors, ...inputs }),
    [view.id, errors, inputs],
  );

  const close = () => {
    store.dispatch({ type: 'view-closed', viewId: view.id });
    void run(() => api.closeView(view.id, false));
  };

  /** The cross closes everything, as in Slack; "Back" and "Cancel" only this one. */
  const closeAll = () => {
    store.dispatch({ type: 'all-views-closed' });
    void run(() => api.closeView(view.id, isStacked));
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setErrors({});
    await run(async () => {
      try {
        const ack = await api.submitView(view.id, inputs.values);
        if (ack.response_action === 'errors') setErrors(ack.errors ?? {});
      } catch (error) {
        if (!(error instanceof SlackRefusal) || error.code !== 'invalid_input') throw error;
        setErrors(error.fieldErrors);
      }
    });
  };

  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOnTop}
      isDismissable={!isBusy}
      onOpenChange={(isOpen) => {
        if (!isOpen) closeAll();
      }}
    >
      <Modal className="modal">
        <Dialog className="dialog">
          <form className="dialog-form" onSubmit={(event) => void submit(event)} noValidate>
            <header className="dialog-header">
              {isStacked && <IconButton icon="back" label="Back" onPress={close} />}
              <Heading slot="title">
                <PlainTextView text={view.title?.text ?? ''} />
              </Heading>
              <IconButton icon="close" label="Close" onPress={closeAll} />
            </header>
            <div className="dialog-body">
              <SurfaceContext value={surface}>
                <Blocks blocks={view.blocks} />
              </SurfaceContext>
            </div>
            {view.submit ? (
              <footer className="dialog-footer">
                <Button className="button" onPress={close}>
                  <PlainTextView text={view.close?.text ?? 'Cancel'} />
                </Button>
                <Button className="button button-primary" type="submit" isPending={isBusy}>
                  <PlainTextView text={view.submit.text} />
                  {isBusy && <Spinner />}
                </Button>
              </footer>
            ) : (
              view.close && (
                <footer className="dialog-footer">
                  <Button className="button" onPress={close}>
                    <PlainTextView text={view.close.text} />
                  </Button>
                </footer>
              )
            )}
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
