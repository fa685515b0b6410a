import { type FormEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Blocks } from '../blocks/block-view.js';
import { type Surface, SurfaceContext, useInputValues } from '../blocks/surface.js';
import { PlainTextView } from '../blocks/text-view.js';
import type { View } from '../slack/blocks.js';
import { SlackRefusal } from '../slack/errors.js';
import { useSelect, useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { Spinner } from '../ui/icon.js';
import { IconButton } from '../ui/icon-button.js';

interface Props {
  view: View;
  isOnTop: boolean;
  /** Whether there is another modal below. */
  isStacked: boolean;
}

/** A modal of an app. */
function ViewModal({ view, isOnTop, isStacked }: Props) {
  const { api, store } = useSession();
  const inputs = useInputValues();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [run, isBusy] = useTask();
  const surface = useMemo<Surface>(
    () => ({ container: { view_id: view.id }, errors, ...inputs }),
    [view.id, errors, inputs],
  );

  // Otherwise an error could be out of view, above or below the visible part of the form.
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    if (Object.keys(errors).length === 0) return;
    const control = form.current?.querySelector<HTMLElement>('[data-invalid] :is(input, textarea)');
    control?.focus({ preventScroll: true });
    control?.closest('.block-input')?.scrollIntoView({ block: 'center' });
  }, [errors]);

  const close = () => {
    store.dispatch({ type: 'view-closed', viewId: view.id });
    void run(() => api.closeView(view.id, false));
  };

  /** As in Slack, the close button closes all modals; "Back" and "Cancel" close only this one. */
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
          <form ref={form} className="dialog-form" onSubmit={(event) => void submit(event)} noValidate>
            <header className="dialog-header">
              {isStacked && <IconButton icon="back" label="Back" onPress={close} />}
              <Heading slot="title">
                <PlainTextView text={view.title?.text ?? ''} />
              </Heading>
              <IconButton icon="close" label="Close" onPress={closeAll} />
            </header>
            <div className="dialog-body">
              <SurfaceContext value={surface}>
                <ErrorBoundary content={view} fallback={<p>This form can’t be shown.</p>}>
                  <Blocks blocks={view.blocks} />
                </ErrorBoundary>
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

/** The modals that the app has opened. Only the topmost is shown. Those below keep their input. */
export function ViewStack() {
  const views = useSelect((state) => state.views);
  return views.map((view, index) => (
    <ViewModal key={view.id} view={view} isOnTop={index === views.length - 1} isStacked={index > 0} />
  ));
}
