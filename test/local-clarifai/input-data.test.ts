import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import { statusOf, type TestClient, waitUntilIndexed } from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

/** The data of an input as a whole: concepts, place and metadata. */

type Data = InstanceType<typeof resources.Data>;
type Fields = Parameters<typeof Struct.fromJavaScript>[0];

let clarifai: TestClarifai;
let client: TestClient;

beforeEach(async () => {
  clarifai = await startTestClarifai();
  ({ client } = clarifai);
});

afterEach(() => clarifai.remove());

function dataWith({
  concepts = {},
  place,
  metadata,
}: {
  concepts?: Record<string, number>;
  place?: readonly [number, number];
  metadata?: Fields;
}): Data {
  const data = new resources.Data().setConceptsList(
    Object.entries(concepts).map(([id, value]) => new resources.Concept().setId(id).setValue(value)),
  );
  if (place !== undefined) {
    const [longitude, latitude] = place;
    data.setGeo(
      new resources.Geo().setGeoPoint(new resources.GeoPoint().setLongitude(longitude).setLatitude(latitude)),
    );
  }
  if (metadata !== undefined) data.setMetadata(Struct.fromJavaScript(metadata));
  return data;
}

function read(data: Data | undefined) {
  const point = data?.getGeo()?.getGeoPoint();
  return {
    concepts: (data?.getConceptsList() ?? []).map((concept) => [concept.getId(), concept.getValue()]),
    place: point && [point.getLongitude(), point.getLatitude()],
    metadata: data?.getMetadata()?.toJavaScript(),
  };
}

async function post(data: Data, id = 'one') {
  data.setImage(new resources.Image().setBase64(fakePicture('ada')));
  const request = new service.PostInputsRequest().setInputsList([new resources.Input().setId(id).setData(data)]);
  return client.call('postInputs', request);
}

async function get() {
  const input = (await client.call('getInput', new service.GetInputRequest().setInputId('one'))).getInput();
  return read(input?.getData());
}

const patch = (action: string, data: Data | undefined) =>
  client.call(
    'patchInputs',
    new service.PatchInputsRequest()
      .setAction(action)
      .setInputsList([new resources.Input().setId('one').setData(data)]),
  );

describe('the data of a posted input', () => {
  it('is returned by PostInputs, GetInput and ListInputs, before and after indexing', async () => {
    const all = { concepts: { team: 1, holiday: 0 }, place: [55, 66], metadata: { a: { b: 1 } } } as const;
    const expected = {
      concepts: [
        ['team', 1],
        ['holiday', 0],
      ],
      place: [55, 66],
      metadata: { a: { b: 1 } },
    };
    const posted = await post(dataWith(all));
    expect(read(posted.getInputsList()[0]?.getData())).toEqual(expected);
    await waitUntilIndexed(client, 'one');
    const listed = await client.call('listInputs', new service.ListInputsRequest());

    expect(await get()).toEqual(expected);
    expect(read(listed.getInputsList()[0]?.getData())).toEqual(expected);
  });

  it('keeps the order of concepts that exist already', async () => {
    await post(dataWith({ concepts: { first: 1, second: 1 } }), 'other');
    await post(dataWith({ concepts: { second: 1, first: 1 } }));

    expect((await get()).concepts).toEqual([
      ['second', 1],
      ['first', 1],
    ]);
  });

  it.each([
    ['a value above 1', dataWith({ concepts: { a: 1.5 } })],
    ['a value below 0', dataWith({ concepts: { a: -1 } })],
    ['an impossible place', dataWith({ place: [0, 91] })],
  ])('is refused with %s', async (_, data) => {
    expect(statusOf(await post(data)).code).toBe(StatusCode.INPUT_INVALID_ARGUMENT);
  });

  it('is refused without a picture', async () => {
    const text = new resources.Data().setText(new resources.Text().setRaw('hello'));
    const request = new service.PostInputsRequest().setInputsList([new resources.Input().setData(text)]);

    expect(statusOf(await client.call('postInputs', request)).code).toBe(StatusCode.INPUT_UNSUPPORTED_FORMAT);
  });

  it('can be its faces with their embeddings, which are those that were sent', async () => {
    await post(dataWith({}), 'photo');
    await waitUntilIndexed(client, 'photo');
    const listFaces = async (id: string) => {
      const request = new service.ListAnnotationsRequest().setInputIdsList([id]);
      const listed = await client.call(
        'listAnnotations',
        request.setListAllAnnotations(true).setReturnModelOutput(true),
      );
      return listed.getAnnotationsList().flatMap((each) => each.getData()?.getRegionsList() ?? []);
    };
    const faces = await listFaces('photo');
    const send = (id: string, regions: typeof faces) => {
      const input = new resources.Input().setId(id).setData(new resources.Data().setRegionsList(regions));
      return client.call('postInputs', new service.PostInputsRequest().setInputsList([input]));
    };
    const sent = await send('faces', faces);
    expect(sent.getInputsList()[0]?.getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    expect((await listFaces('faces')).map((face) => face.toObject())).toEqual(faces.map((face) => face.toObject()));

    const short = faces[0]?.clone();
    short?.getData()?.getEmbeddingsList()[0]?.setVectorList([1, 2, 3]);
    const refused = await send('short', short === undefined ? [] : [short]);
    expect(statusOf(refused).code).toBe(StatusCode.INPUT_INVALID_ARGUMENT);
  });

  it('can include a metadata value without a kind, which the protocol allows', async () => {
    const metadata = Struct.fromJavaScript({ a: 1, odd: 'x' });
    metadata.getFieldsMap().get('odd')?.clearStringValue();
    const data = new resources.Data().setMetadata(metadata);
    expect(statusOf(await post(data.clone() as Data)).code).toBe(StatusCode.SUCCESS);

    for (const action of ['merge', 'remove', 'overwrite']) {
      expect(statusOf(await patch(action, data)).code, action).toBe(StatusCode.SUCCESS);
    }
  });
});

describe('patching an input', () => {
  beforeEach(async () => {
    await post(dataWith({ concepts: { a: 1, b: 0 }, place: [1, 2], metadata: { x: { y: 1 }, z: 2 } }));
  });

  it('merges data', async () => {
    const reply = await patch(
      'merge',
      dataWith({ concepts: { b: 1, c: 1 }, place: [3, 4], metadata: { x: { w: 5 } } }),
    );
    const merged = {
      concepts: [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ],
      place: [3, 4],
      metadata: { x: { y: 1, w: 5 }, z: 2 },
    };

    expect(read(reply.getInputsList()[0]?.getData())).toEqual(merged);
    expect(await get()).toEqual(merged);
  });

  it('does not change data that a merge leaves out', async () => {
    await patch('merge', dataWith({ concepts: { c: 1 } }));

    expect(await get()).toMatchObject({ place: [1, 2], metadata: { x: { y: 1 }, z: 2 } });
  });

  it('overwrites all data', async () => {
    await patch('overwrite', dataWith({ concepts: { c: 1 } }));

    expect(await get()).toEqual({ concepts: [['c', 1]], place: undefined, metadata: undefined });
  });

  it('removes the given data', async () => {
    await patch('remove', dataWith({ concepts: { a: 1, unknown: 1 }, place: [1, 2], metadata: { x: { y: true } } }));

    expect(await get()).toEqual({ concepts: [['b', 0]], place: undefined, metadata: { x: {}, z: 2 } });
    const concepts = (await client.call('listConcepts', new service.ListConceptsRequest())).getConceptsList();
    expect(concepts.map((concept) => concept.getId())).toEqual(['a', 'b']);
  });

  it.each([
    ['another picture', new resources.Data().setImage(new resources.Image().setUrl('https://example.com/a.jpg'))],
    ['regions', new resources.Data().setRegionsList([new resources.Region().setId('r')])],
    ['a value above 1', dataWith({ concepts: { a: 2 } })],
    ['an impossible place', dataWith({ place: [181, 0] })],
    ['no data', undefined],
  ])('is refused as a whole with %s', async (_, data) => {
    const before = await get();

    expect(statusOf(await patch('merge', data)).code).toBe(StatusCode.INPUT_INVALID_ARGUMENT);
    expect(await get()).toEqual(before);
  });

  it('needs an action and an existing input', async () => {
    const unknown = new resources.Input().setId('none').setData(dataWith({ metadata: {} }));
    const request = new service.PatchInputsRequest().setAction('merge');

    expect(statusOf(await patch('', dataWith({ metadata: {} }))).code).toBe(StatusCode.CONN_INVALID_REQUEST);
    expect(statusOf(await client.call('patchInputs', request)).code).toBe(StatusCode.INPUT_INVALID_REQUEST);
    expect(statusOf(await client.call('patchInputs', request.setInputsList([unknown]))).code).toBe(
      StatusCode.CONN_DOES_NOT_EXIST,
    );
  });
});

describe('a job of inputs', () => {
  it('counts how many of its inputs are indexed, failed and refused', async () => {
    const input = (id: string, picture: Uint8Array) =>
      new resources.Input().setId(id).setData(new resources.Data().setImage(new resources.Image().setBase64(picture)));
    const request = new service.PostInputsRequest()
      .setInputsAddJobId('job-1')
      .setInputsList([input('one', fakePicture('ada')), input('bad', Buffer.from('no')), input('', new Uint8Array())]);
    const posted = await client.call('postInputs', request);
    await waitUntilIndexed(client, 'one');
    await waitUntilIndexed(client, 'bad');
    const get = (id: string) => client.call('getInputsAddJob', new service.GetInputsAddJobRequest().setId(id));
    const job = (await get('job-1')).getInputsAddJob();

    expect(posted.getInputsAddJob()?.getId()).toBe('job-1');
    expect(job?.getStatus()?.getCode()).toBe(StatusCode.JOB_COMPLETED);
    expect(job?.getProgress()?.toObject()).toEqual({
      pendingCount: 0,
      inProgressCount: 0,
      successCount: 1,
      failedCount: 2,
    });
    expect(statusOf(await get('none')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });
});
