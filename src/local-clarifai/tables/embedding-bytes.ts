import { endianness } from 'node:os';

const IS_LITTLE_ENDIAN = endianness() === 'LE';

/** An embedding as it is stored: 32-bit floats, little-endian. */
export function embeddingToBytes(embedding: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(embedding.length * 4));
  embedding.forEach((value, index) => {
    bytes.setFloat32(index * 4, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

/** Reverses {@link embeddingToBytes}. @param bytes not to be changed afterwards, because the embedding may share their memory. */
export function embeddingFromBytes(bytes: Uint8Array): Float32Array {
  // The embedded database gives each row a buffer of its own. A part of a larger buffer would keep all of it in memory.
  const isAlone = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  if (IS_LITTLE_ENDIAN && isAlone) return new Float32Array(bytes.buffer, 0, bytes.byteLength / 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const embedding = new Float32Array(bytes.byteLength / 4);
  for (let index = 0; index < embedding.length; index++) embedding[index] = view.getFloat32(index * 4, true);
  return embedding;
}
