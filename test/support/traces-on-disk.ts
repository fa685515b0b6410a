import { readFilesIn } from './files-in.js';

/** The forms that a text can have in a file, and every 16 bytes (four numbers) of an embedding. */
export function tracesOf(texts: readonly string[], embeddings: readonly Float32Array[] = []): Map<string, Buffer> {
  const traces = new Map<string, Buffer>();
  for (const text of texts) {
    traces.set(`“${text}” in UTF-8`, Buffer.from(text, 'utf8'));
    traces.set(`“${text}” in UTF-16, little-endian`, Buffer.from(text, 'utf16le'));
    traces.set(`“${text}” in UTF-16, big-endian`, Buffer.from(text, 'utf16le').swap16());
    const escaped = JSON.stringify(text).slice(1, -1);
    if (escaped !== text) traces.set(`“${text}” in JSON`, Buffer.from(escaped, 'utf8'));
  }
  for (const [index, embedding] of embeddings.entries()) {
    const bytes = Buffer.alloc(embedding.length * 4);
    for (const [at, value] of embedding.entries()) bytes.writeFloatLE(value, at * 4);
    for (let at = 0; at + 16 <= bytes.length; at += 16) {
      traces.set(`numbers ${at / 4}–${at / 4 + 3} of embedding ${index}`, bytes.subarray(at, at + 16));
    }
  }
  return traces;
}

/** Searches the bytes of all files in a folder for traces. @returns "trace in file", sorted. */
export function findOnDisk(folder: string, traces: ReadonlyMap<string, Buffer>): string[] {
  const byBeginning = new Map<number, [string, Buffer][]>();
  for (const trace of traces) {
    const beginning = trace[1].readUInt16LE();
    byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), trace]);
  }
  // This is checked for every byte; a look-up in the map would take a hundred times as long.
  const isBeginning = new Uint8Array(0x10000);
  for (const beginning of byBeginning.keys()) isBeginning[beginning] = 1;
  const found = new Set<string>();
  for (const { path, bytes } of readFilesIn(folder)) {
    // One pass for all of them, because there are thousands.
    for (let at = 0; at + 1 < bytes.length; at += 1) {
      const beginning = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
      if (isBeginning[beginning] === 0) continue;
      for (const [trace, needle] of byBeginning.get(beginning) ?? []) {
        const isThere = needle.equals(bytes.subarray(at, at + needle.length));
        if (isThere) found.add(`${trace} in ${path.slice(folder.length + 1)}`);
      }
    }
  }
  return [...found].sort();
}
