import { afterEach, describe, expect, test } from 'vitest';
import { createRecognizer, type RecognizerOptions } from '../../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../../src/clarifai/recognizer.js';
import { ClarifaiError } from '../../../src/clarifai/transport/errors.js';
import { resources, service } from '../../../src/clarifai/transport/protocol.js';
import {
  type FakeClarifai,
  GrpcFailure,
  type Handlers,
  startFakeClarifai,
  status,
} from '../../support/fake-clarifai.js';

const KEY = 'secret-key-of-a-test';
const opened: { close(): Promise<void> }[] = [];
const logged: string[] = [];
const log = {
  debug: (line: string) => void logged.push(line),
  info: (line: string) => void logged.push(line),
  warn: (line: string) => void logged.push(line),
  error: (line: string) => void logged.push(line),
};

async function open(
  handlers: Handlers,
  options: Partial<RecognizerOptions> = {},
): Promise<{ fake: FakeClarifai; recognizer: Recognizer }> {
  const fake = await startFakeClarifai(handlers);
  const recognizer = createRecognizer({
    apiBase: fake.apiBase,
    key: KEY,
    userId: 'user',
    appId: 'app',
    log,
    retry: { firstMs: 1, longestMs: 2, throttledFirstMs: 20, throttledLongestMs: 20, coldMs: 5 },
    ...options,
  });
  opened.push(recognizer, fake);
  return { fake, recognizer };
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  logged.length = 0;
});

const people = (...names: string[]) =>
  new service.MultiConceptResponse()
    .setStatus(status())
    .setConceptsList(names.map((name) => new resources.Concept().setId(name.toLowerCase()).setName(name)));

async function failure(promise: Promise<unknown>): Promise<ClarifaiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClarifaiError);
  return error as ClarifaiError;
}

describe('every call', () => {
  test('carries the key, the application and a deadline', async () => {
    const { fake, recognizer } = await open({
      listConcepts: (request) => {
        expect(request.getUserAppId()?.toObject()).toMatchObject({ userId: 'user', appId: 'app' });
        expect(request.getPerPage()).toBe(1000);
        return people('Ada');
      },
    });
    await expect(recognizer.listPeople()).resolves.toEqual([{ id: 'ada', name: 'Ada' }]);
    expect(fake.calls[0]?.authorization).toBe(`Key ${KEY}`);
    expect(fake.calls[0]?.deadlineMs).toBeGreaterThan(5_000);
    expect(fake.calls[0]?.deadlineMs).toBeLessThan(31_000);
  });

  test('fails when gRPC says it went well but the reply does not', async () => {
    const { recognizer } = await open({
      listConcepts: () =>
        new service.MultiConceptResponse().setStatus(status(11008, 'API key is invalid', 'no such key', 'req-7')),
    });
    const error = await failure(recognizer.listPeople());
    expect(error).toMatchObject({
      kind: 'auth',
      rpc: 'ListConcepts',
      code: 11008,
      description: 'API key is invalid',
      details: 'no such key',
      requestId: 'req-7',
    });
  });

  test('keeps the key out of errors and the log, whatever the service repeats', async () => {
    const { recognizer } = await open({
      listConcepts: () => {
        throw new GrpcFailure(16, `bad credentials: Key ${KEY}`);
      },
    });
    const error = await failure(recognizer.listPeople());
    expect(error.kind).toBe('auth');
    expect(`${error.stack} ${JSON.stringify(error)} ${logged.join()}`).not.toContain(KEY);
  });

  test('keeps names of people out of errors and the log', async () => {
    const { recognizer } = await open({
      postConcepts: () =>
        new service.MultiConceptResponse().setStatus(
          status(40003, 'Invalid request', 'concept "Zoë Ω" is not allowed'),
        ),
    });
    const error = await failure(recognizer.addPerson({ name: 'Zoë Ω' }));
    expect(error.kind).toBe('rejected');
    expect(`${error.message} ${error.details} ${logged.join()}`).not.toContain('Zoë');
  });
});

describe('trying again', () => {
  test('gets over a service that is away for a moment', async () => {
    const { fake, recognizer } = await open({
      listConcepts: (_request, nth) => {
        if (nth < 4) throw new GrpcFailure(14, 'connection refused');
        return people('Ada');
      },
    });
    await expect(recognizer.listPeople()).resolves.toHaveLength(1);
    expect(fake.count('listConcepts')).toBe(4);
  });

  test('gives up after a while', async () => {
    const { fake, recognizer } = await open(
      { listConcepts: () => new service.MultiConceptResponse().setStatus(status(98004, 'Internal server issue')) },
      { retry: { attempts: 3, firstMs: 1, longestMs: 1 } },
    );
    expect((await failure(recognizer.listPeople())).kind).toBe('unavailable');
    expect(fake.count('listConcepts')).toBe(3);
  });

  test('never repeats what will not get better', async () => {
    const { fake, recognizer } = await open({
      listConcepts: () => new service.MultiConceptResponse().setStatus(status(11102, 'Invalid request')),
    });
    expect((await failure(recognizer.listPeople())).kind).toBe('rejected');
    expect(fake.count('listConcepts')).toBe(1);
  });

  test('holds back all calls when one was told there are too many', async () => {
    const arrivals: { rpc: string; at: number }[] = [];
    const { recognizer } = await open(
      {
        listConcepts: (_request, nth) => {
          arrivals.push({ rpc: 'list', at: performance.now() });
          return nth === 1 ? new service.MultiConceptResponse().setStatus(status(11005, 'Throttled')) : people();
        },
        postConcepts: () => {
          arrivals.push({ rpc: 'post', at: performance.now() });
          return people('Ada');
        },
      },
      { retry: { throttledFirstMs: 200, throttledLongestMs: 200, random: () => 1 } },
    );
    const list = recognizer.listPeople();
    while (arrivals.length === 0 || logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([list, recognizer.addPerson({ name: 'Ada' })]);
    const [throttled, ...later] = arrivals;
    expect(later.map((each) => each.rpc).sort()).toEqual(['list', 'post']);
    for (const each of later) expect(each.at - (throttled?.at ?? 0)).toBeGreaterThan(180);
  });

  test('answers fast once the service has been silent for long, and recovers by itself', async () => {
    let now = 0;
    let away = true;
    const { fake, recognizer } = await open(
      {
        listConcepts: () => {
          now += 6_000;
          if (away) throw new GrpcFailure(14, 'away');
          return people();
        },
      },
      {
        clock: { now: () => now, sleep: async (_ms, signal) => signal.throwIfAborted() },
        requestsPerSecond: Number.POSITIVE_INFINITY,
      },
    );
    await failure(recognizer.listPeople());
    const tried = fake.count('listConcepts');
    expect(tried).toBe(5);
    const fast = await failure(recognizer.listPeople());
    expect(fast).toMatchObject({ kind: 'unavailable', notTried: true });
    expect(fake.count('listConcepts')).toBe(tried);

    away = false;
    now += 10_000;
    await expect(recognizer.listPeople()).resolves.toEqual([]);
    await expect(recognizer.listPeople()).resolves.toEqual([]);
  });
});

describe('ending early', () => {
  const never = () => new Promise<never>(() => {});

  test('a signal ends a running call with its own reason', async () => {
    const { fake, recognizer } = await open({ listConcepts: never });
    const controller = new AbortController();
    const call = recognizer.listPeople({ signal: controller.signal });
    while (fake.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    controller.abort(new Error('the person left'));
    await expect(call).rejects.toThrow('the person left');
  });

  test('a signal that was aborted before sends nothing', async () => {
    const { fake, recognizer } = await open({ listConcepts: never });
    await expect(recognizer.listPeople({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    );
    expect(fake.calls).toHaveLength(0);
  });

  test('closing ends running calls, waits and whatever comes after', async () => {
    const { fake, recognizer } = await open(
      {
        listConcepts: never,
        getInput: () => {
          throw new GrpcFailure(14, 'away');
        },
        listAnnotations: () => new service.MultiAnnotationResponse().setStatus(status()),
      },
      { retry: { firstMs: 60_000, longestMs: 60_000, random: () => 1 } },
    );
    const calling = failure(recognizer.listPeople());
    const waiting = failure(recognizer.readPhoto('photo-1'));
    while (fake.count('getInput') === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await recognizer.close();
    expect((await calling).kind).toBe('cancelled');
    expect((await waiting).kind).toBe('cancelled');
    expect((await failure(recognizer.listPeople())).kind).toBe('cancelled');
  });
});
