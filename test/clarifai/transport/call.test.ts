import type { Metadata } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import type { RecognizerOptions } from '../../../src/clarifai/create-recognizer.js';
import { createCallUnary } from '../../../src/clarifai/transport/call.js';
import { createCircuitBreaker } from '../../../src/clarifai/transport/circuit-breaker.js';
import { ClarifaiError } from '../../../src/clarifai/transport/errors.js';
import { createRateLimit } from '../../../src/clarifai/transport/rate-limit.js';
import { DEFAULT_RETRY } from '../../../src/clarifai/transport/retry.js';
import { resources, service, type V2ClientClass } from '../../../src/clarifai-protocol.js';
import { GrpcFailure, type Handlers, status } from '../../support/clarifai/scripted-replies.js';
import { openRecognizer } from '../../support/open-recognizer.js';
import { silentLog } from '../../support/silent-log.js';

const opened: { close(): Promise<void> }[] = [];
const logged: string[] = [];
const log = {
  debug: (line: string) => void logged.push(line),
  info: (line: string) => void logged.push(line),
  warn: (line: string) => void logged.push(line),
  error: (line: string) => void logged.push(line),
};

async function open(handlers: Handlers, options: Partial<RecognizerOptions> = {}) {
  const service = await openRecognizer(handlers, {
    log,
    ...options,
    retry: { throttledFirstMs: 20, throttledLongestMs: 20, ...options.retry },
  });
  opened.push(service);
  return service;
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
  it('carries the application, and asks for whole pages', async () => {
    const asked: unknown[] = [];
    const { recognizer, service: at } = await open({
      listConcepts: (request) => {
        asked.push([request.getUserAppId()?.toObject(), request.getPerPage()]);
        return people('Ada');
      },
    });
    await expect(recognizer.people.list()).resolves.toEqual([{ id: 'ada', name: 'Ada' }]);
    expect(asked).toEqual([[{ userId: at.userId, appId: at.appId }, 1000]]);
  });

  it('carries the key and a deadline', async () => {
    const sent: { authorization: unknown; deadline: number }[] = [];
    const clock = { now: () => 0, sleep: async () => {} };
    const call = createCallUnary({
      client: {
        listConcepts(
          _request: unknown,
          metadata: Metadata,
          { deadline }: { deadline: number },
          callback: (error: null, reply: unknown) => void,
        ) {
          sent.push({ authorization: metadata.get('authorization')[0], deadline });
          queueMicrotask(() => callback(null, people()));
          return { cancel: () => {} };
        },
      } as unknown as V2ClientClass,
      key: 'a-key',
      userId: 'user',
      appId: 'app',
      rateLimit: createRateLimit(Number.POSITIVE_INFINITY, clock),
      circuit: createCircuitBreaker({ failures: 1, overMs: 1, probeEveryMs: 1 }, clock),
      retry: DEFAULT_RETRY,
      clock,
      log: silentLog,
      signal: new AbortController().signal,
    });
    const before = Date.now();
    await call('listConcepts', new service.ListConceptsRequest());
    expect(sent).toEqual([{ authorization: 'Key a-key', deadline: expect.any(Number) }]);
    expect((sent[0]?.deadline ?? 0) - before).toBeGreaterThan(5_000);
    expect((sent[0]?.deadline ?? 0) - before).toBeLessThan(31_000);
  });

  it('fails when gRPC succeeds but the reply has a failed status', async () => {
    const { recognizer } = await open({
      listConcepts: () =>
        new service.MultiConceptResponse().setStatus(status(11008, 'API key is invalid', 'no such key')),
    });
    const error = await failure(recognizer.people.list());
    expect(error).toMatchObject({
      kind: 'auth',
      rpc: 'ListConcepts',
      code: 11008,
      description: 'API key is invalid',
      details: 'no such key',
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('hides the key in errors and the log even if the service repeats it', async () => {
    const { recognizer, handlers, service: at } = await open({});
    handlers.listConcepts = () => {
      throw new GrpcFailure(16, `bad credentials: Key ${at.key}`);
    };
    const error = await failure(recognizer.people.list());
    expect(error.kind).toBe('auth');
    expect(`${error.stack} ${JSON.stringify(error)} ${logged.join()}`).not.toContain(at.key);
  });

  it('hides names of people in errors and the log', async () => {
    const { recognizer } = await open({
      postConcepts: () =>
        new service.MultiConceptResponse().setStatus(
          status(40003, 'Invalid request', 'concept "Zoë Ω" is not allowed'),
        ),
    });
    const error = await failure(recognizer.people.add({ name: 'Zoë Ω' }));
    expect(error.kind).toBe('rejected');
    expect(`${error.message} ${error.details} ${logged.join()}`).not.toContain('Zoë');
  });
});

describe('trying again', () => {
  it('gets over a service that is away for a moment', async () => {
    const { count, recognizer } = await open({
      listConcepts: (_request, nth) => {
        if (nth < 4) throw new GrpcFailure(14, 'connection refused');
        return people('Ada');
      },
    });
    await expect(recognizer.people.list()).resolves.toHaveLength(1);
    expect(count('listConcepts')).toBe(4);
  });

  it.each([
    ['gRPC UNKNOWN, such as a removed stream', () => new GrpcFailure(2, 'Stream removed')],
    ['gRPC CANCELLED by the server', () => new GrpcFailure(1, 'Cancelled on server')],
  ])('gets over %s', async (_name, failed) => {
    const { recognizer } = await open({
      listConcepts: (_request, nth) => {
        if (nth === 1) throw failed();
        return people('Ada');
      },
    });
    await expect(recognizer.people.list()).resolves.toHaveLength(1);
  });

  it.each([21313, 22108, 30004, 40020, 40021, 40035, 43001, 99001, 99002])('gets over status %i', async (code) => {
    const { count, recognizer } = await open({
      listConcepts: (_request, nth) =>
        nth === 1 ? new service.MultiConceptResponse().setStatus(status(code)) : people('Ada'),
    });
    await expect(recognizer.people.list()).resolves.toHaveLength(1);
    expect(count('listConcepts')).toBe(2);
  });

  it('gives up after a while', async () => {
    const { count, recognizer } = await open(
      { listConcepts: () => new service.MultiConceptResponse().setStatus(status(98004, 'Internal server issue')) },
      { retry: { attempts: 3, firstMs: 1, longestMs: 1 } },
    );
    expect((await failure(recognizer.people.list())).kind).toBe('unavailable');
    expect(count('listConcepts')).toBe(3);
  });

  it('never repeats what will not get better', async () => {
    const { count, recognizer } = await open({
      listConcepts: () => new service.MultiConceptResponse().setStatus(status(11102, 'Invalid request')),
    });
    expect((await failure(recognizer.people.list())).kind).toBe('rejected');
    expect(count('listConcepts')).toBe(1);
  });

  it('pauses all calls after too many requests', async () => {
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
    const list = recognizer.people.list();
    while (arrivals.length === 0 || logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([list, recognizer.people.add({ name: 'Ada' })]);
    const [throttled, ...later] = arrivals;
    expect(later.map((each) => each.rpc).sort()).toEqual(['list', 'post']);
    for (const each of later) expect(each.at - (throttled?.at ?? 0)).toBeGreaterThan(180);
  });

  it('answers fast once the service has been silent for long, and recovers by itself', async () => {
    let now = 0;
    let away = true;
    const { count, recognizer } = await open(
      {
        listConcepts: () => {
          now += 6_000;
          if (away) throw new GrpcFailure(14, 'away');
          return people();
        },
      },
      {
        clock: { now: () => now, sleep: async () => {} },
        requestsPerSecond: Number.POSITIVE_INFINITY,
      },
    );
    await failure(recognizer.people.list());
    const tried = count('listConcepts');
    expect(tried).toBe(5);
    const fast = await failure(recognizer.people.list());
    expect(fast).toMatchObject({ kind: 'unavailable', notTried: true });
    expect(count('listConcepts')).toBe(tried);

    away = false;
    now += 10_000;
    await expect(recognizer.people.list()).resolves.toEqual([]);
    await expect(recognizer.people.list()).resolves.toEqual([]);
  });
});

describe('aborting the recognizer', () => {
  const never = () => new Promise<never>(() => {});

  it('ends running calls with the reason', async () => {
    const { calls, recognizer } = await open({ listConcepts: never });
    const call = recognizer.people.list();
    while (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    recognizer.abort(new Error('Rollcall stops'));
    await expect(call).rejects.toThrow('Rollcall stops');
  });

  it('sends nothing after', async () => {
    const { calls, recognizer } = await open({ listConcepts: never });
    recognizer.abort(new Error('Rollcall stops'));
    await expect(recognizer.people.list()).rejects.toThrow('Rollcall stops');
    expect(calls).toHaveLength(0);
  });

  it('closes with running calls, waits and later calls rejected', async () => {
    const { count, recognizer } = await open(
      {
        listConcepts: never,
        getInput: () => {
          throw new GrpcFailure(14, 'away');
        },
        listAnnotations: () => new service.MultiAnnotationResponse().setStatus(status()),
      },
      { retry: { firstMs: 60_000, longestMs: 60_000, random: () => 1 } },
    );
    const calling = failure(recognizer.people.list());
    const waiting = failure(recognizer.photos.read('photo-1'));
    while (count('getInput') === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await recognizer.close();
    expect((await calling).kind).toBe('cancelled');
    expect((await waiting).kind).toBe('cancelled');
    expect((await failure(recognizer.people.list())).kind).toBe('cancelled');
  });
});
