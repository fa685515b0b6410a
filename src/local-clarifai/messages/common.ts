import type { Struct as StructMessage } from 'google-protobuf/google/protobuf/struct_pb.js';
import type { Timestamp as TimestampMessage } from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { Struct, Timestamp } from '../../clarifai-protocol.js';

/** A point in time. @param milliseconds since 1970. */
export function toTimestamp(milliseconds: number): TimestampMessage {
  return Timestamp.fromDate(new Date(milliseconds));
}

/** Bytes of free-form data, which are stored so that the data is returned exactly as it was sent. */
export function structToBytes(struct: StructMessage | undefined): Uint8Array | null {
  return struct?.serializeBinary() ?? null;
}

/** Reverses {@link structToBytes}. */
export function structFromBytes(bytes: Uint8Array | null): StructMessage | undefined {
  return bytes === null ? undefined : Struct.deserializeBinary(bytes);
}
