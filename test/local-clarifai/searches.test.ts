import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import { addPicture, addTagged, postTags, statusOf, type TestClient, tag } from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

type Annotation = InstanceType<typeof resources.Annotation>;
type Data = InstanceType<typeof resources.Data>;
type Filter = InstanceType<typeof resources.Filter>;

let clarifai: TestClarifai;
let client: TestClient;

/**
 * `ada-1` and `grace-1` show one tagged person each. `view` has a region without a face, tagged `mountain`. `party` is tagged
 * `holiday` as a whole and has metadata and a place (44° east, 55° north).
 */
beforeAll(async () => {
  clarifai = await startTestClarifai();
  ({ client } = clarifai);
  await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
  await addTagged(client, 'grace-1', fakePicture('grace:1'), 'grace');
  await addPicture(client, 'view', fakePicture());
  await postTags(client, tag('view', { box: [0, 0, 0.5, 0.5] }, 'mountain'));
  await addPicture(client, 'party', fakePicture('ada:2', 'grace:2'));
  const data = withConcepts(['holiday', 1])
    .setGeo(new resources.Geo().setGeoPoint(new resources.GeoPoint().setLongitude(44).setLatitude(55)))
    .setMetadata(Struct.fromJavaScript({ album: { name: 'May' }, rating: 5 }));
  const patch = new resources.Input().setId('party').setData(data);
  await client.call('patchInputs', new service.PatchInputsRequest().setAction('merge').setInputsList([patch]));
});

afterAll(() => clarifai.remove());

function withConcepts(...concepts: [nameOrId: string, value: number][]): Data {
  return new resources.Data().setConceptsList(
    concepts.map(([text, value]) => {
      const concept = new resources.Concept().setValue(value);
      return text.startsWith('name:') ? concept.setName(text.slice('name:'.length)) : concept.setId(text);
    }),
  );
}

const about = (data: Data) => new resources.Annotation().setData(data);
const where = (annotation: Annotation, negate = false): Filter =>
  new resources.Filter().setAnnotation(annotation).setNegate(negate);
const picture = (bytes: Uint8Array) => about(new resources.Data().setImage(new resources.Image().setBase64(bytes)));
const searchOf = (filters: Filter[], ranks: Annotation[] = []) =>
  new resources.Search().setQuery(
    new resources.Query()
      .setFiltersList(filters)
      .setRanksList(ranks.map((each) => new resources.Rank().setAnnotation(each))),
  );

async function annotations(filters: Filter[], ranks?: Annotation[]) {
  const request = new service.PostAnnotationsSearchesRequest().setSearchesList([searchOf(filters, ranks)]);
  const reply = await client.call('postAnnotationsSearches', request);
  if (statusOf(reply).code !== StatusCode.SUCCESS) return statusOf(reply).code;
  return reply.getHitsList().map((hit) => hit.getInput()?.getId());
}

async function inputs(filters: Filter[], ranks?: Annotation[]) {
  const request = new service.PostInputsSearchesRequest().setSearchesList([searchOf(filters, ranks)]);
  const reply = await client.call('postInputsSearches', request);
  if (statusOf(reply).code !== StatusCode.SUCCESS) return statusOf(reply).code;
  return reply.getHitsList().map((hit) => hit.getInput()?.getId());
}

describe('searching annotations', () => {
  it.each<[string, Data, string[]]>([
    ['by the id of a concept', withConcepts(['ada', 1]), ['ada-1']],
    ['by its name', withConcepts(['name:ADA', 1]), ['ada-1']],
    ['by any of several', withConcepts(['ada', 1], ['grace', 1], ['deer', 1]), ['ada-1', 'grace-1']],
    ['of a region without a face', withConcepts(['mountain', 1]), ['view']],
    ['of a whole picture', withConcepts(['holiday', 1]), ['party']],
    ['by a concept that no one has', withConcepts(['deer', 1]), []],
  ])('finds tags %s', async (_, data, expected) => {
    expect(await annotations([where(about(data))])).toEqual(expected);
  });

  it('treats a value of 0 as “without”', async () => {
    const found = await annotations([where(about(withConcepts(['ada', 0]))), where(about(withConcepts(['grace', 0])))]);

    // The tag of the view and all annotations of whole pictures.
    expect(found).toEqual(['ada-1', 'grace-1', 'view', 'view', 'party']);
  });

  it('requires every filter to match, and a negated one not to match', async () => {
    const both = [where(about(withConcepts(['ada', 1]))), where(about(withConcepts(['grace', 1])))];
    const notAda = [where(about(withConcepts(['ada', 1], ['grace', 1]))), where(about(withConcepts(['ada', 1])), true)];

    expect(await annotations(both)).toEqual([]);
    expect(await annotations(notAda)).toEqual(['grace-1']);
  });

  it('also finds concepts that the filter gives in a region', async () => {
    const region = new resources.Region().setData(withConcepts(['grace', 1]));

    expect(await annotations([where(about(new resources.Data().setRegionsList([region])))])).toEqual(['grace-1']);
  });

  it('ranks tags of faces and of whole pictures by similarity to a face', async () => {
    const found = await annotations(
      [where(about(withConcepts(['grace', 1], ['holiday', 1], ['mountain', 1])))],
      [picture(fakePicture('grace:1'))],
    );

    expect(found).toEqual(['grace-1', 'party']);
  });

  it('ignores the empty rank and filter that some clients send with every search', async () => {
    expect(await annotations([where(new resources.Annotation())], [new resources.Annotation()])).toEqual([
      'ada-1',
      'grace-1',
      'view',
      'party',
    ]);
  });

  it.each<[string, Annotation]>([
    ['a value outside 0–1', about(withConcepts(['ada', 2]))],
    ['frames', about(new resources.Data().setFramesList([new resources.Frame()]))],
    ['a place without a distance', about(new resources.Data().setGeo(new resources.Geo()))],
  ])('refuses %s rather than ignoring it', async (_, annotation) => {
    expect(await annotations([where(annotation)])).toBe(StatusCode.SEARCH_INVALID_REQUEST);
  });
});

describe('searching inputs', () => {
  it('finds inputs with or without a concept in any of their annotations', async () => {
    expect(await inputs([where(about(withConcepts(['name:ADA', 1])))])).toEqual(['ada-1']);
    expect(await inputs([where(about(withConcepts(['ada', 0])))])).toEqual(['grace-1', 'view', 'party']);
    expect(await inputs([], [about(withConcepts(['mountain', 1]))])).toEqual(['view']);
  });

  it('ranks inputs by their best face', async () => {
    const found = await inputs([], [picture(fakePicture('ada:1'))]);

    expect(found).toEqual(['ada-1', 'party', 'grace-1']);
  });

  it('finds inputs by metadata and by place', async () => {
    const metadata = (fields: Parameters<typeof Struct.fromJavaScript>[0]) =>
      inputs([where(about(new resources.Data().setMetadata(Struct.fromJavaScript(fields))))]);
    const near = (value: number, type = 'withinKilometers') => {
      const geo = new resources.Geo()
        .setGeoPoint(new resources.GeoPoint().setLongitude(43).setLatitude(56))
        .setGeoLimit(new resources.GeoLimit().setType(type).setValue(value));
      return inputs([where(about(new resources.Data().setGeo(geo)))]);
    };
    const corner = (longitude: number, latitude: number) =>
      new resources.GeoBoxedPoint().setGeoPoint(new resources.GeoPoint().setLongitude(longitude).setLatitude(latitude));
    const box = new resources.Geo().setGeoBoxList([corner(43, 54), corner(45, 56)]);

    expect(await metadata({ album: { name: 'May' } })).toEqual(['party']);
    expect(await metadata({ rating: 5, other: 1 })).toEqual(['party']);
    expect(await metadata({ rating: 4 })).toEqual([]);
    // About 127 km.
    expect([await near(1000), await near(100), await near(1, 'withinYards')]).toEqual([
      ['party'],
      [],
      StatusCode.SEARCH_INVALID_REQUEST,
    ]);
    expect(await inputs([where(about(new resources.Data().setGeo(box)))])).toEqual(['party']);
  });

  it('finds inputs by their properties, where the fields of one filter are alternatives', async () => {
    const { Status } = await import('../../src/clarifai-protocol.js');
    const of = (input: InstanceType<typeof resources.Input>) => inputs([new resources.Filter().setInput(input)]);
    const text = () => new resources.Data().setText(new resources.Text());
    const isIndexed = () => new Status().setCode(StatusCode.INPUT_SUCCESS);

    expect(await of(new resources.Input().setData(new resources.Data().setImage(new resources.Image())))).toHaveLength(
      4,
    );
    expect(await of(new resources.Input().setData(text()))).toEqual([]);
    expect(await of(new resources.Input().setData(text()).setStatus(isIndexed()))).toHaveLength(4);
  });

  it('counts results without returning them, on request', async () => {
    const request = new service.PostInputsSearchesRequest()
      .setOnlyCount(true)
      .setSearchesList([searchOf([]), searchOf([where(about(withConcepts(['ada', 1])))])]);
    const counts = (await client.call('postInputsSearches', request)).getHitCountsList();

    expect(counts.map((count) => count.getEstimatedTotal())).toEqual([4, 1]);
  });
});

it('concepts can be searched by name, with * for any characters', async () => {
  const search = async (name: string) =>
    (
      await client.call(
        'postConceptsSearches',
        new service.PostConceptsSearchesRequest().setConceptQuery(new resources.ConceptQuery().setName(name)),
      )
    )
      .getConceptsList()
      .map((concept) => concept.getName());

  expect([await search('ada'), await search('*A*A*'), await search('none')]).toEqual([['ADA'], ['ADA'], []]);
});
