import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { showToast } from '../overlays/toasts.js';
import { useSelect, useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { IconButton } from '../ui/icon-button.js';
import { Attachments } from './attachments.js';
import { CommandList } from './command-list.js';
import { BUILT_IN_COMMANDS, matchingCommands, readIntent } from './compose.js';
import { SamplesButton } from './sample-photos.js';
import type { Draft } from './use-draft.js';

interface Props {
  channel: string;
  thread: string | undefined;
  label: string;
  placeholder: string;
  draft: Draft;
}

/** Where people write messages, attach photos and run commands. */
export function Composer({ channel, thread, label, placeholder, draft }: Props) {
  const { api, sender } = useSession();
  const workspace = useSelect((state) => state.workspace);
  const [run, isBusy] = useTask();
  const [active, setActive] = useState(0);
  const [isListClosed, setListClosed] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const hasPhotos = draft.files.length > 0;
  const commands =
    isListClosed || hasPhotos ? [] : matchingCommands(draft.text, [...workspace.app.commands, ...BUILT_IN_COMMANDS]);
  const highlighted = Math.min(active, commands.length - 1);

  useEffect(() => {
    if (hasPhotos) field.current?.focus();
  }, [hasPhotos]);

  // As in Slack, the composer has the focus. Not on touch screens, where the keyboard would cover half of the page.
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }, []);

  const type = (text: string) => {
    draft.setText(text);
    setListClosed(false);
    setActive(0);
  };

  const submit = async () => {
    const intent = readIntent(draft.text, hasPhotos, workspace.users);
    if (intent.kind === 'nothing') return;
    if (intent.kind === 'command' && thread !== undefined) {
      showToast(`${intent.command} doesn’t work in a thread. Run it in the channel.`);
      return;
    }
    const { text, files } = draft;
    if (intent.kind === 'membership') {
      const { action, user } = intent;
      if (user === undefined) {
        showToast(`Type “/${action} @” and the name of someone in this workspace, for example ${workspace.app.name}.`);
        return;
      }
      const change = action === 'invite' ? api.invite : api.removeFrom;
      if (await run(() => change(channel, user))) draft.clear();
      return;
    }
    draft.clear();
    if (intent.kind === 'message') await sender.send(channel, thread, intent.text, files);
    else if (!(await run(() => api.command(channel, intent.command, intent.text)))) draft.setText(text);
  };

  const fill = (text: string) => {
    type(text);
    field.current?.focus();
  };
  const complete = (command: string) => fill(`${command} `);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const chosen = commands[highlighted];
    if (event.nativeEvent.isComposing) return;
    if (chosen !== undefined) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setActive((highlighted + step + commands.length) % commands.length);
        return;
      }
      const isWhole = draft.text === chosen.command;
      if (event.key === 'Tab' || (event.key === 'Enter' && !isWhole)) {
        event.preventDefault();
        complete(chosen.command);
        return;
      }
      if (event.key === 'Escape') {
        event.stopPropagation();
        setListClosed(true);
        return;
      }
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    }
  };

  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    draft.addFiles(files);
  };

  return (
    <div className="composer">
      {commands.length > 0 && (
        <CommandList
          id={listId}
          appName={workspace.app.name}
          commands={commands}
          active={highlighted}
          onPick={(command) => complete(command.command)}
        />
      )}
      <div className="composer-box" aria-busy={isBusy}>
        <textarea
          ref={field}
          className="composer-field"
          aria-label={label}
          placeholder={placeholder}
          rows={1}
          value={draft.text}
          aria-autocomplete="list"
          aria-controls={commands.length > 0 ? listId : undefined}
          aria-activedescendant={commands.length > 0 ? `${listId}-${highlighted}` : undefined}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        {hasPhotos && <Attachments files={draft.files} onRemove={draft.removeFile} />}
        <div className="composer-tools">
          <FileTrigger
            acceptedFileTypes={['image/*', '.heic', '.heif']}
            allowsMultiple
            onSelect={(list) => draft.addFiles([...(list ?? [])])}
          >
            <IconButton icon="photo" label="Add photos" />
          </FileTrigger>
          {thread === undefined && (
            <>
              <IconButton icon="slash" label="Run a command" onPress={() => fill('/')} />
              <SamplesButton channel={channel} />
            </>
          )}
          <span className="composer-hint" aria-hidden="true">
            <b>Enter</b> to send
          </span>
          <IconButton
            icon="send"
            label="Send"
            className={draft.text.trim() !== '' || hasPhotos ? 'send send-ready' : 'send'}
            isDisabled={draft.text.trim() === '' && !hasPhotos}
            isPending={isBusy}
            onPress={() => void submit()}
          />
        </div>
      </div>
    </div>
  );
}
