import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import {
  addPicture,
  detectedRegions,
  postInputs,
  statusOf,
  type TestClient,
  waitUntilIndexed,
} from '../support/clarifai/static-client.js';
import { eventually } from '../support/eventually.js';
import { createFakeFaceEngine, type FakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

let engine: FakeFaceEngine;
let clarifai: TestClarifai;
let client: TestClient;

beforeEach(async () => {
  engine = createFakeFaceEngine();
  clarifai = await startTestClarifai({ engine });
  ({ client } = clarifai);
});

afterEach(() => clarifai.remove());

const getInput = (id: string) => client.call('getInput', new service.GetInputRequest().setInputId(id));
const codeOf = async (id: string) => statusOf((await getInput(id)).getInput() ?? new resources.Input()).code;
const waitingFiles = () => clarifai.waitingUploads();

describe('adding an input', () => {
  it('is acknowledged first and indexed afterwards, when its faces can be listed', async () => {
    const release = engine.hold();
    const posted = await client.call('postInputs', postInputs({ id: 'one', picture: fakePicture('ada', 'grace') }));
    expect(statusOf(posted).code).toBe(StatusCode.SUCCESS);
    expect(posted.getInputsList()[0]?.getStatus()?.getCode()).toBe(StatusCode.INPUT_PENDING);
    expect(await codeOf('one')).toBe(StatusCode.INPUT_IN_PROGRESS);
    expect(await detectedRegions(client, 'one')).toEqual([]);

    release();
    expect((await waitUntilIndexed(client, 'one')).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    expect(await detectedRegions(client, 'one')).toHaveLength(2);
  });

  it('is in the answer that waits for it, as soon as it is indexed', async () => {
    const release = engine.hold();
    const pictures = [fakePicture('ada'), fakePicture('grace')].map((picture, index) => ({ id: `${index}`, picture }));
    await client.call('postInputs', postInputs(...pictures));
    const one = client.call('getInput', new service.GetInputRequest().setInputId('0'), { prefer: 'wait=60' });
    const both = client.call('listInputs', new service.ListInputsRequest(), { prefer: 'wait=60' });
    expect(await codeOf('0')).toBe(StatusCode.INPUT_IN_PROGRESS);

    release();
    expect((await one).getInput()?.getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    expect((await both).getInputsList().map((input) => input.getStatus()?.getCode())).toEqual([
      StatusCode.INPUT_SUCCESS,
      StatusCode.INPUT_SUCCESS,
    ]);
  });

  it('is still in progress in an answer that waited as long as asked', async () => {
    const release = engine.hold();
    await client.call('postInputs', postInputs({ id: 'one', picture: fakePicture('ada') }));
    const reply = await client.call('getInput', new service.GetInputRequest().setInputId('one'), { prefer: 'wait=1' });
    expect(reply.getInput()?.getStatus()?.getCode()).toBe(StatusCode.INPUT_IN_PROGRESS);
    release();
  });

  it('stores the bytes only until they are indexed', async () => {
    const release = engine.hold();
    await client.call('postInputs', postInputs({ id: 'one', picture: fakePicture('ada') }));
    expect(await waitingFiles()).toHaveLength(1);

    release();
    await waitUntilIndexed(client, 'one');
    await eventually(waitingFiles).toEqual([]);
  });

  it('returns metadata as it was sent', async () => {
    const metadata = Struct.fromJavaScript({ slack: { file: 'F1', tags: ['a', null, 1.5] } });
    const request = postInputs({ id: 'one', picture: fakePicture() });
    request.getInputsList()[0]?.getData()?.setMetadata(metadata);
    await client.call('postInputs', request);

    const input = (await getInput('one')).getInput();
    expect(input?.getData()?.getMetadata()?.toJavaScript()).toEqual(metadata.toJavaScript());
    expect(input?.getCreatedAt()?.toDate().getTime()).toBeGreaterThan(Date.now() - 10_000);
  });

  it('creates an id if none is given', async () => {
    const posted = await client.call('postInputs', postInputs({ picture: fakePicture() }));

    expect(posted.getInputsList()[0]?.getId()).toMatch(/^[0-9a-f]{32}$/);
  });

  it('refuses duplicates, invalid ids and empty inputs one by one, and accepts the others', async () => {
    await addPicture(client, 'one', fakePicture('ada'));
    const posted = await client.call(
      'postInputs',
      postInputs(
        { id: 'one', picture: fakePicture('grace') },
        { id: 'x'.repeat(49), picture: fakePicture() },
        { id: 'empty' },
        { id: 'two', picture: fakePicture('grace') },
      ),
    );

    expect(statusOf(posted).code).toBe(StatusCode.MIXED_STATUS);
    expect(posted.getInputsList().map((input) => input.getStatus()?.getCode())).toEqual([
      StatusCode.INPUT_DUPLICATE,
      StatusCode.INPUT_INVALID_REQUEST,
      StatusCode.INPUT_INVALID_ARGUMENT,
      StatusCode.INPUT_PENDING,
    ]);
    expect((await waitUntilIndexed(client, 'two')).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    // The first "one" is unchanged, and nothing of the refused one is stored.
    expect(await detectedRegions(client, 'one')).toHaveLength(1);
    await eventually(waitingFiles).toEqual([]);
  });

  it('fails as a whole if all of several are refused, and has the status of the input if it is the only one', async () => {
    await addPicture(client, 'one', fakePicture('ada'));
    const again = { id: 'one', picture: fakePicture('grace') };
    const alone = await client.call('postInputs', postInputs(again));

    expect(statusOf(await client.call('postInputs', postInputs(again, again))).code).toBe(StatusCode.FAILURE);
    expect(statusOf(alone)).toEqual({ code: StatusCode.INPUT_DUPLICATE, details: 'Input has a duplicate ID.' });
  });

  it('accepts one of two inputs with the same id in one request', async () => {
    const posted = await client.call(
      'postInputs',
      postInputs({ id: 'one', picture: fakePicture('ada') }, { id: 'one', picture: fakePicture('grace') }),
    );

    expect(posted.getInputsList().map((input) => input.getStatus()?.getCode())).toEqual([
      StatusCode.INPUT_PENDING,
      StatusCode.INPUT_DUPLICATE,
    ]);
  });

  it('adds a suffix to a duplicate id on request', async () => {
    await addPicture(client, 'one', fakePicture('ada'));
    const request = postInputs({ id: 'one', picture: fakePicture('grace') });
    request.setInputIdConflictResolution(resources.InputIDConflictResolution.SUFFIX);

    expect((await client.call('postInputs', request)).getInputsList()[0]?.getId()).toBe('one-1');
  });

  it('refuses more than 128 at once', async () => {
    const many = Array.from({ length: 129 }, (_, index) => ({ id: `i${index}`, picture: fakePicture() }));

    expect(statusOf(await client.call('postInputs', postInputs(...many))).code).toBe(StatusCode.INPUT_INVALID_REQUEST);
  });

  it.each([
    ['it is not a picture', Buffer.from('hello'), StatusCode.INPUT_UNSUPPORTED_FORMAT],
    ['the engine fails', Buffer.from('crash'), StatusCode.INPUT_FAILED],
  ])('fails only that input if %s', async (_, picture, code) => {
    const failed = await addPicture(client, 'bad', picture);
    const fine = await addPicture(client, 'good', fakePicture('ada'));

    expect(failed.getStatus()?.getCode()).toBe(code);
    expect(failed.getStatus()?.getDetails()).not.toBe('');
    expect(fine.getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    await eventually(waitingFiles).toEqual([]);
  });

  it('discards files that were never acknowledged when it starts again', async () => {
    mkdirSync(join(clarifai.dataDir, 'clarifai', 'waiting'), { recursive: true });
    writeFileSync(join(clarifai.dataDir, 'clarifai', 'waiting', 'half-written'), 'x');
    const { dataDir } = clarifai;
    await clarifai.close();

    clarifai = await startTestClarifai({ engine, dataDir });
    expect(await waitingFiles()).toEqual([]);
  });
});

describe('listing inputs', () => {
  beforeEach(async () => {
    const names = Array.from({ length: 25 }, (_, index) => `input-${String(index).padStart(2, '0')}`);
    await client.call('postInputs', postInputs(...names.map((id) => ({ id, picture: fakePicture(id) }))));
    for (const id of names) await waitUntilIndexed(client, id);
    await addPicture(client, 'bad', Buffer.from('no'));
  });

  const list = async (request: InstanceType<typeof service.ListInputsRequest>) =>
    (await client.call('listInputs', request)).getInputsList().map((input) => input.getId());

  it('returns pages', async () => {
    const page = (number: number) => list(new service.ListInputsRequest().setPage(number).setPerPage(10));

    expect(await page(1)).toHaveLength(10);
    expect((await page(2))[0]).toBe('input-10');
    expect(await page(3)).toHaveLength(6);
    expect(await page(4)).toEqual([]);
  });

  it('refuses pages of more than 1000', async () => {
    const reply = await client.call('listInputs', new service.ListInputsRequest().setPerPage(1001));

    expect(statusOf(reply)).toEqual({
      code: StatusCode.CONN_INVALID_REQUEST,
      details: expect.stringContaining('1000'),
    });
  });

  it('filters by id and by status', async () => {
    const { Status } = await import('../../src/clarifai-protocol.js');

    expect(await list(new service.ListInputsRequest().setIdsList(['input-03', 'bad', 'none']))).toEqual([
      'input-03',
      'bad',
    ]);
    const failed = new Status().setCode(StatusCode.INPUT_UNSUPPORTED_FORMAT);
    expect(await list(new service.ListInputsRequest().setStatus(failed))).toEqual(['bad']);
  });

  it('streams from any input on, forwards or backwards', async () => {
    const stream = async (request: InstanceType<typeof service.StreamInputsRequest>) =>
      (await client.call('streamInputs', request)).getInputsList().map((input) => input.getId());

    expect(await stream(new service.StreamInputsRequest())).toHaveLength(20);
    expect(await stream(new service.StreamInputsRequest().setLastId('input-22'))).toEqual([
      'input-23',
      'input-24',
      'bad',
    ]);
    expect(await stream(new service.StreamInputsRequest().setLastId('input-02').setDescending(true))).toEqual([
      'input-01',
      'input-00',
    ]);
    expect(await stream(new service.StreamInputsRequest().setOrderById(true).setPerPage(1))).toEqual(['bad']);
  });

  it('counts inputs by status', async () => {
    const counts = (await client.call('getInputCount', new service.GetInputCountRequest())).getCounts();

    expect(counts?.toObject()).toMatchObject({ processed: 25, errors: 1, toProcess: 0, processing: 0 });
  });
});

describe('changing and deleting', () => {
  const patch = async (action: string, metadata: Record<string, string>) => {
    const input = new resources.Input()
      .setId('one')
      .setData(new resources.Data().setMetadata(Struct.fromJavaScript(metadata)));
    const reply = await client.call(
      'patchInputs',
      new service.PatchInputsRequest().setInputsList([input]).setAction(action),
    );
    return { reply, metadata: reply.getInputsList()[0]?.getData()?.getMetadata()?.toJavaScript() };
  };

  it('merges, overwrites and removes metadata', async () => {
    await addPicture(client, 'one', fakePicture('ada'));

    expect((await patch('overwrite', { a: '1' })).metadata).toEqual({ a: '1' });
    expect((await patch('merge', { b: '2' })).metadata).toEqual({ a: '1', b: '2' });
    expect((await patch('remove', { a: '' })).metadata).toEqual({ b: '2' });
    expect(statusOf((await patch('improve', {})).reply).code).toBe(StatusCode.CONN_INVALID_REQUEST);
  });

  it('deletes an input with its faces', async () => {
    await addPicture(client, 'one', fakePicture('ada'));
    await addPicture(client, 'two', fakePicture('grace'));
    const deleted = await client.call('deleteInputs', new service.DeleteInputsRequest().setIdsList(['one']));
    expect(statusOf(deleted).code).toBe(StatusCode.SUCCESS);

    await eventually(async () => statusOf(await getInput('one')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(await detectedRegions(client, 'one')).toEqual([]);
    expect(await detectedRegions(client, 'two')).toHaveLength(1);
  });

  it('deletes an input that is being indexed', async () => {
    const release = engine.hold();
    await client.call('postInputs', postInputs({ id: 'one', picture: fakePicture('ada') }));
    await client.call('deleteInput', new service.DeleteInputRequest().setInputId('one'));
    release();

    await eventually(async () => statusOf(await getInput('one')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    await eventually(waitingFiles).toEqual([]);
  });

  it('says that an unknown input does not exist', async () => {
    expect(statusOf(await getInput('none'))).toEqual({
      code: StatusCode.CONN_DOES_NOT_EXIST,
      details: 'Input “none” does not exist.',
    });
    const deleted = await client.call('deleteInputs', new service.DeleteInputsRequest().setIdsList(['none']));
    expect(statusOf(deleted).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });
});
