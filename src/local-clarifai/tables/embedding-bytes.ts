/** An embedding as it is stored: 32-bit floats, little-endian. */
export function embeddingToBytes(embedding: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(embedding.length * 4));
  embedding.forEach((value, index) => {
    bytes.setFloat32(index * 4, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

/** Reverses {@link embeddingToBytes}. */
export function embeddingFromBytes(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const embedding = new Float32Array(bytes.byteLength / 4);
  // A plain loop for speed: most of a training is spent here.
  for (let index = 0; index < embedding.length; index++) embedding[index] = view.getFloat32(index * 4, true);
  return embedding;
}
