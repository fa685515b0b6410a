import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import { addTagged, statusOf, type TestClient } from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

let clarifai: TestClarifai;
let client: TestClient;

beforeEach(async () => {
  clarifai = await startTestClarifai();
  ({ client } = clarifai);
});

afterEach(() => clarifai.remove());

describe('concepts', () => {
  const post = (...concepts: [string, string][]) =>
    client.call(
      'postConcepts',
      new service.PostConceptsRequest().setConceptsList(
        concepts.map(([id, name]) => new resources.Concept().setId(id).setName(name)),
      ),
    );
  const names = async () =>
    (await client.call('listConcepts', new service.ListConceptsRequest()))
      .getConceptsList()
      .map((each) => each.getName());

  it('can be created only once, with any name', async () => {
    await post(['p1', 'Ađa 李 👩‍🚀']);
    const again = await post(['p2', 'New'], ['p1', 'Other']);

    expect(statusOf(again)).toEqual({
      code: StatusCode.CONCEPTS_INVALID_REQUEST,
      details: expect.stringContaining('duplicate'),
    });
    expect(await names()).toEqual(['Ađa 李 👩‍🚀']);
  });

  it('are renamed everywhere at once', async () => {
    await addTagged(client, 'one', fakePicture('ada'), 'ada');
    const renamed = new resources.Concept().setId('ada').setName('Ada Lovelace');
    const request = new service.PatchConceptsRequest().setConceptsList([renamed]);

    expect(statusOf(await client.call('patchConcepts', request.setAction('merge'))).code).toBe(
      StatusCode.CONCEPTS_INVALID_REQUEST,
    );
    expect(statusOf(await client.call('patchConcepts', request.setAction('overwrite'))).code).toBe(StatusCode.SUCCESS);
    const tags = await client.call('listAnnotations', new service.ListAnnotationsRequest().setInputIdsList(['one']));
    const regions = tags.getAnnotationsList().flatMap((each) => each.getData()?.getRegionsList() ?? []);
    expect(regions.map((region) => region.getData()?.getConceptsList()[0]?.getName())).toEqual(['Ada Lovelace']);
  });

  it('are not found if they do not exist', async () => {
    const none = await client.call('getConcept', new service.GetConceptRequest().setConceptId('none'));

    expect(statusOf(none).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });

  it('are listed in pages', async () => {
    await post(...Array.from({ length: 5 }, (_, index): [string, string] => [`p${index}`, `Person ${index}`]));
    const page = await client.call('listConcepts', new service.ListConceptsRequest().setPage(2).setPerPage(2));

    expect(page.getConceptsList().map((each) => each.getId())).toEqual(['p2', 'p3']);
  });
});
