import { useCallback, useMemo, useState } from 'react';

/** A message being written. */
export interface Draft {
  text: string;
  files: readonly File[];
  setText(text: string): void;
  addFiles(files: readonly File[]): void;
  removeFile(file: File): void;
  clear(): void;
}

const NO_FILES: readonly File[] = [];

/** One message being written, for as long as its conversation is open. */
export function useDraft(): Draft {
  const [text, setText] = useState('');
  const [files, setFiles] = useState(NO_FILES);
  const addFiles = useCallback(
    (more: readonly File[]) => setFiles((before) => [...before, ...more.filter(isNewIn(before))]),
    [],
  );
  const removeFile = useCallback((file: File) => setFiles((before) => before.filter((other) => other !== file)), []);
  const clear = useCallback(() => {
    setText('');
    setFiles(NO_FILES);
  }, []);
  return useMemo(
    () => ({ text, files, setText, addFiles, removeFile, clear }),
    [text, files, addFiles, removeFile, clear],
  );
}

/** The same file picked twice is sent once. */
function isNewIn(files: readonly File[]): (file: File) => boolean {
  return (file) =>
    !files.some(
      (other) => other.name === file.name && other.size === file.size && other.lastModified === file.lastModified,
    );
}
