import type { SingleEvalMetricsResponse } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { BinaryReader, BinaryWriter, type EvalTestSetEntry, resources, service } from '../../clarifai-protocol.js';

/** Field numbers of clarifai/api/service.proto and resources.proto. */
const [REPLY_EVAL_METRICS, EVAL_METRICS_TEST_SET] = [2, 7];

/** The test sets of replies. They have an entry for each tagged face, so they are only parsed one by one. */
const testSets = new WeakMap<SingleEvalMetricsResponse, readonly Uint8Array[]>();

/** Parses the reply to GetEvaluation without its test set, which {@link testSetOf} parses. */
export function parseEvaluationReply(bytes: Uint8Array): SingleEvalMetricsResponse {
  const testSet: Uint8Array[] = [];
  const rest = withoutField(bytes, REPLY_EVAL_METRICS, (evaluation, reply) => {
    const others = withoutField(evaluation, EVAL_METRICS_TEST_SET, (entry) => void testSet.push(entry));
    reply.writeBytes(REPLY_EVAL_METRICS, others);
  });
  const reply = service.SingleEvalMetricsResponse.deserializeBinary(rest);
  testSets.set(reply, testSet);
  return reply;
}

/** The entries of a reply that {@link parseEvaluationReply} parsed. */
export function* testSetOf(reply: SingleEvalMetricsResponse): Generator<EvalTestSetEntry> {
  for (const entry of testSets.get(reply) ?? []) yield resources.EvalTestSetEntry.deserializeBinary(entry);
}

/** Copies a message without one of its fields, whose values are bytes. @param onField may write something else instead. */
function withoutField(
  bytes: Uint8Array,
  field: number,
  onField: (value: Uint8Array, copy: InstanceType<typeof BinaryWriter>) => void,
): Uint8Array {
  const reader = new BinaryReader(bytes);
  const replaced = new BinaryWriter();
  const others: Uint8Array[] = [];
  for (let from = 0; reader.nextField(); from = reader.getCursor()) {
    if (reader.getFieldNumber() === field) {
      onField(reader.readBytes(), replaced);
    } else {
      reader.skipField();
      others.push(bytes.subarray(from, reader.getCursor()));
    }
  }
  return Buffer.concat([...others, replaced.getResultBuffer()]);
}
