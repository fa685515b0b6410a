/**
 * Writes many small messages of Protocol Buffers, several times as fast as the generated classes, which make an object for each message in
 * another. It writes from the end to the start, because the length of an inner message is written before it: so the fields of a message are
 * written last one first, and a message is begun after its contents.
 */
export interface MessageWriter {
  /** As in proto3, an empty text is left out. */
  string(field: number, value: string): void;
  /** As in proto3, 0 is left out. */
  float(field: number, value: number): void;
  /** A place to give to {@link message}: the end of what is written next. */
  readonly place: number;
  /** Makes what was written since `end` an inner message. */
  message(field: number, end: number): void;
  /** The start of an inner message that is written elsewhere. @param length in bytes. */
  begin(field: number, length: number): void;
  /** Everything written so far, in the order of reading. The writer is empty afterwards. */
  take(): Uint8Array;
}

const [LENGTH_DELIMITED, FIXED_32] = [2, 5];
/** Of a 32-bit number in portions of 7 bits. */
const MAX_VARINT_BYTES = 5;

export function createMessageWriter(): MessageWriter {
  let buffer = Buffer.alloc(4096);
  /** How many bytes at the end of the buffer are written. */
  let written = 0;

  /** @returns where to write so many bytes more. */
  function reserve(length: number): number {
    if (written + length > buffer.length) {
      const larger = Buffer.alloc(2 * (written + length));
      buffer.copy(larger, larger.length - written, buffer.length - written);
      buffer = larger;
    }
    written += length;
    return buffer.length - written;
  }

  function varint(value: number): void {
    let length = 1;
    for (let rest = value >>> 7; rest > 0 && length < MAX_VARINT_BYTES; rest >>>= 7) length += 1;
    let at = reserve(length);
    for (let rest = value; length > 0; length--, rest >>>= 7) buffer[at++] = (rest & 0x7f) | (length > 1 ? 0x80 : 0);
  }

  function begin(field: number, length: number): void {
    varint(length);
    varint((field << 3) | LENGTH_DELIMITED);
  }

  return {
    string(field, value) {
      if (value === '') return;
      const length = Buffer.byteLength(value);
      const at = reserve(length);
      buffer.write(value, at, length);
      begin(field, length);
    },
    float(field, value) {
      if (value === 0) return;
      const at = reserve(4);
      buffer.writeFloatLE(value, at);
      varint((field << 3) | FIXED_32);
    },
    get place() {
      return written;
    },
    message: (field, end) => begin(field, written - end),
    begin,
    take() {
      const taken = Uint8Array.from(buffer.subarray(buffer.length - written));
      written = 0;
      return taken;
    },
  };
}
