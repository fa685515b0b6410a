import { describe, expect, it } from 'vitest';
import { resources } from '../../src/clarifai-protocol.js';
import { createMessageWriter } from '../../src/local-clarifai/messages/message-writer.js';

const [CONCEPT_ID, CONCEPT_NAME, CONCEPT_VALUE, DATA_CONCEPTS] = [1, 2, 3, 3];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A Data message with one concept. */
function write(writer: ReturnType<typeof createMessageWriter>, id: string, name: string, value: number): Uint8Array {
  const end = writer.place;
  writer.float(CONCEPT_VALUE, value);
  writer.string(CONCEPT_NAME, name);
  writer.string(CONCEPT_ID, id);
  writer.message(DATA_CONCEPTS, end);
  return writer.take();
}

function expected(id: string, name: string, value: number): string {
  const concept = new resources.Concept().setId(id).setName(name).setValue(value);
  return hex(new resources.Data().setConceptsList([concept]).serializeBinary());
}

describe('the writer of messages', () => {
  it.each([
    ['a short text', 'ada', 'Ada', 0.25],
    ['no text, and 0', '', '', 0],
    ['letters that take several bytes', 'þóra', '渡辺 👩🏽', 1],
    ['lengths of two bytes', 'i'.repeat(200), 'n'.repeat(127), 1e-3],
    ['more than fits the first buffer', 'i'.repeat(20_000), 'n'.repeat(90_000), 0.5],
  ])('writes the same bytes as the generated classes: %s', (_what, id, name, value) => {
    expect(hex(write(createMessageWriter(), id, name, value))).toBe(expected(id, name, value));
  });

  it('is empty again after its bytes were taken', () => {
    const writer = createMessageWriter();
    write(writer, 'ada', 'Ada', 0.25);
    expect(hex(write(writer, 'grace', 'Grace', 0.75))).toBe(expected('grace', 'Grace', 0.75));
    expect(writer.take()).toHaveLength(0);
  });

  it('begins a message that is written elsewhere', () => {
    const concept = new resources.Concept().setId('ada').serializeBinary();
    const writer = createMessageWriter();
    writer.begin(DATA_CONCEPTS, concept.length);
    expect(hex(Buffer.concat([writer.take(), concept]))).toBe(expected('ada', '', 0));
  });
});
