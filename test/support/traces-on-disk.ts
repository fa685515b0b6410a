import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A text as it may lie in a file, and every stretch of 16 bytes (four numbers) of an embedding. */
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

/** Which of the traces are in the files of a folder, byte by byte, whatever the files are. @returns "trace in file", sorted. */
export function findOnDisk(folder: string, traces: ReadonlyMap<string, Buffer>): string[] {
  return filesIn(folder)
    .flatMap((path) => {
      const bytes = readFileSync(path);
      const name = path.slice(folder.length + 1);
      return [...traces].flatMap(([trace, needle]) => (bytes.includes(needle) ? [`${trace} in ${name}`] : []));
    })
    .sort();
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}
