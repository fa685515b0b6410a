import { useCallback, useMemo, useState } from 'react';
import type { DraftContent } from '../state/model.js';
import { useSession } from '../state/use-session.js';

/** A message being written. */
export interface Draft extends DraftContent {
  setText(text: string): void;
  addFiles(files: readonly File[]): void;
  removeFile(file: File): void;
  clear(): void;
}

const EMPTY: DraftContent = { text: '', files: [] };

/** The draft of one conversation. It is stored while another conversation is open. */
export function useDraft(conversation: string): Draft {
  const { drafts } = useSession();
  const [content, setContent] = useState(drafts.get(conversation) ?? EMPTY);
  const change = useCallback(
    (update: (before: DraftContent) => DraftContent) =>
      setContent((before) => {
        const next = update(before);
        drafts.set(conversation, next);
        return next;
      }),
    [drafts, conversation],
  );
  return useMemo(
    () => ({
      ...content,
      setText: (text) => change((before) => ({ ...before, text })),
      addFiles: (files) => change((before) => ({ ...before, files: withoutRepeats([...before.files, ...files]) })),
      removeFile: (file) => change((before) => ({ ...before, files: before.files.filter((other) => other !== file) })),
      clear: () => change(() => EMPTY),
    }),
    [content, change],
  );
}

/** A file that was picked twice is sent once. */
function withoutRepeats(files: readonly File[]): File[] {
  return [...new Map(files.map((file) => [`${file.name}/${file.size}/${file.lastModified}`, file])).values()];
}
