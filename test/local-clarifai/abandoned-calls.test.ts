import * as grpc from '@grpc/grpc-js';
import pLimit from 'p-limit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import { createFaceFinder } from '../../src/local-clarifai/recognition/face-finder.js';
import { createPlainClient } from '../support/clarifai/plain-client.js';
import { faceModelId, statusOf } from '../support/clarifai/static-client.js';
import { eventually } from '../support/eventually.js';
import { createFakeFaceEngine, type FakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';
import { silentLog } from '../support/silent-log.js';

/** An engine that analyzes one picture at a time, like the real one with one worker. */
function createQueueingEngine(): FakeFaceEngine & { readonly signals: AbortSignal[] } {
  const engine = createFakeFaceEngine();
  const limit = pLimit(1);
  const signals: AbortSignal[] = [];
  return {
    ...engine,
    signals,
    analyze(picture, { signal } = {}) {
      if (signal !== undefined) signals.push(signal);
      return limit(() => {
        signal?.throwIfAborted();
        return engine.analyze(picture);
      });
    },
  };
}

let engine: ReturnType<typeof createQueueingEngine>;
let clarifai: TestClarifai;
let errors: string[];

beforeEach(async () => {
  engine = createQueueingEngine();
  errors = [];
  clarifai = await startTestClarifai({ engine, log: { ...silentLog, error: (line) => errors.push(line) } });
});

afterEach(() => clarifai.remove());

describe('an abandoned prediction', () => {
  it('is cancelled, so the next one does not have to wait for it', async () => {
    const { client } = clarifai;
    const modelId = await faceModelId(client);
    const abandoning = createPlainClient(clarifai.address, clarifai.key, { deadlineMs: 3_000 });
    const release = engine.hold();
    const pictures = Array.from({ length: 32 }, (_, index) => fakePicture(`person-${index}`));
    const inputs = pictures.map((picture) => ({ data: { image: { base64: picture } } }));
    const abandoned = abandoning.call('PostModelOutputs', { model_id: modelId, inputs });
    await eventually(() => engine.signals.length).toBe(32);
    await expect(abandoned).rejects.toMatchObject({ code: grpc.status.DEADLINE_EXCEEDED });
    await eventually(() => engine.signals.filter((signal) => signal.aborted).length).toBe(32);
    const next = client.call(
      'postModelOutputs',
      new service.PostModelOutputsRequest()
        .setModelId(modelId)
        .setInputsList([
          new resources.Input().setData(
            new resources.Data().setImage(new resources.Image().setBase64(fakePicture('next'))),
          ),
        ]),
    );
    release();

    expect(statusOf(await next).code).toBe(StatusCode.SUCCESS);
    // The one in progress when the deadline passed, and the next.
    expect(engine.analyzed()).toBe(2);
    expect(errors).toEqual([]);
    abandoning.close();
    client.close();
  });
});

describe('a picture that several callers wait for', () => {
  it('is analyzed as long as one of them waits, and again for a caller who comes after all have left', async () => {
    const finder = createFaceFinder(engine);
    const release = engine.hold();
    const blocker = finder.find(fakePicture('blocker'));
    const [one, other] = [new AbortController(), new AbortController()];
    const find = (signal?: AbortSignal) => finder.find(fakePicture('ada'), signal && { signal });
    const first = find(one.signal);
    const second = find(other.signal);
    one.abort();
    release();

    await blocker;
    expect((await second).faces).toHaveLength(1);
    await first.catch(() => {});

    const hold = engine.hold();
    const alone = new AbortController();
    const blocked = finder.find(fakePicture('another blocker'));
    const left = finder.find(fakePicture('grace'), { signal: alone.signal });
    alone.abort();
    hold();
    await expect(left).rejects.toThrow();
    await blocked;
    await eventually(async () => (await finder.find(fakePicture('grace'))).faces.length).toBe(1);
  });
});
