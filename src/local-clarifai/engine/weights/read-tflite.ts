import { ByteBuffer } from 'flatbuffers';
import type { Weight } from './read-weights.js';

/** `BuiltinOperator` of the operators used by MobileFaceNet. */
export const TFLITE_OPERATOR = {
  add: 0,
  convolution: 3,
  depthwiseConvolution: 4,
  multiply: 18,
  relu: 19,
  reshape: 22,
  subtract: 41,
  absolute: 101,
} as const;

export interface TfliteOperator {
  /** One of {@link TFLITE_OPERATOR}, or an unknown one. */
  readonly code: number;
  /** Indices of tensors. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** For a convolution: whether it has no padding (VALID rather than SAME). */
  readonly isValidPadding: boolean;
  /** For a convolution. */
  readonly stride: number;
}

/** The only subgraph of a TensorFlow Lite model. */
export interface TfliteModel {
  /** In execution order. */
  readonly operators: readonly TfliteOperator[];
  readonly input: number;
  readonly output: number;
  /** The stored values of a float tensor. Only weights have any. */
  readFloats(tensor: number): Weight;
}

/**
 * Reads a `.tflite` file, which is a FlatBuffer: tables whose fields are numbered. The numbers below are those of
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/lite/schema/schema.fbs.
 * @param bytes a file whose checksum was verified. Nothing is checked here.
 */
export function readTflite(bytes: Uint8Array): TfliteModel {
  const buffer = new ByteBuffer(bytes);
  /** The position of a field's value; 0 if the table does not store it. */
  const field = (table: number, index: number): number => {
    const offset = buffer.__offset(table, 4 + 2 * index);
    return offset === 0 ? 0 : table + offset;
  };
  const vector = (table: number, index: number) => {
    const at = field(table, index);
    return at === 0
      ? { start: 0, length: 0 }
      : { start: buffer.__indirect(at) + 4, length: buffer.readInt32(buffer.__indirect(at)) };
  };
  const integer = (table: number, index: number): number => {
    const at = field(table, index);
    return at === 0 ? 0 : buffer.readInt32(at);
  };
  const byte = (table: number, index: number): number => {
    const at = field(table, index);
    return at === 0 ? 0 : buffer.readUint8(at);
  };
  const integers = (table: number, index: number): number[] => {
    const { start, length } = vector(table, index);
    return Array.from({ length }, (_, i) => buffer.readInt32(start + 4 * i));
  };
  const tables = (table: number, index: number): number[] => {
    const { start, length } = vector(table, index);
    return Array.from({ length }, (_, i) => buffer.__indirect(start + 4 * i));
  };

  const model = buffer.__indirect(0);
  const codes = tables(model, 1).map((code) => byte(code, 0));
  const buffers = tables(model, 4);
  const [subgraph = 0] = tables(model, 2);
  const tensors = tables(subgraph, 0);
  return {
    operators: tables(subgraph, 3).map((operator) => {
      const at = field(operator, 4);
      const options = at === 0 ? undefined : buffer.__indirect(at);
      return {
        code: codes[integer(operator, 0)] ?? -1,
        inputs: integers(operator, 1),
        outputs: integers(operator, 2),
        isValidPadding: options !== undefined && byte(options, 0) === 1,
        stride: options === undefined ? 0 : integer(options, 1),
      };
    }),
    input: integers(subgraph, 1)[0] ?? -1,
    output: integers(subgraph, 2)[0] ?? -1,
    readFloats(index) {
      const tensor = tensors[index] ?? 0;
      const { start, length } = vector(buffers[integer(tensor, 2)] ?? 0, 0);
      // A copy, because the bytes may not start at a multiple of four.
      return {
        shape: integers(tensor, 0),
        values: new Float32Array(new Uint8Array(bytes.subarray(start, start + length)).buffer),
      };
    },
  };
}
