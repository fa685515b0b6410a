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
  await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
  await addTagged(client, 'grace-1', fakePicture('grace:1'), 'grace');
});

afterEach(() => clarifai.remove());

describe('searching by face', () => {
  const search = async (rank: InstanceType<typeof resources.Annotation>, conceptId?: string) => {
    const query = new resources.Query().setRanksList([new resources.Rank().setAnnotation(rank)]);
    if (conceptId !== undefined) {
      const data = new resources.Data().setConceptsList([new resources.Concept().setId(conceptId).setValue(1)]);
      query.setFiltersList([new resources.Filter().setAnnotation(new resources.Annotation().setData(data))]);
    }
    return client.call(
      'postAnnotationsSearches',
      new service.PostAnnotationsSearchesRequest().setSearchesList([new resources.Search().setQuery(query)]),
    );
  };
  const picture = (bytes: Uint8Array) =>
    new resources.Annotation().setData(new resources.Data().setImage(new resources.Image().setBase64(bytes)));

  it('ranks the most similar face first, for a picture or an indexed input', async () => {
    const byPicture = await search(picture(fakePicture('grace:5')));
    const byInput = await search(new resources.Annotation().setInputId('grace-1'));

    expect(byPicture.getHitsList().map((hit) => hit.getInput()?.getId())).toEqual(['grace-1', 'ada-1']);
    expect(byInput.getHitsList()[0]?.getScore()).toBe(1);
    expect(byInput.getHitsList()[0]?.getScore()).toBeGreaterThan(byPicture.getHitsList()[0]?.getScore() ?? 1);
  });

  it('can be limited to annotations with a concept', async () => {
    const reply = await search(picture(fakePicture('grace:5')), 'ada');
    const [hit, ...more] = reply.getHitsList();

    expect(more).toEqual([]);
    expect(hit?.getAnnotation()?.getData()?.getRegionsList()[0]?.getData()?.getConceptsList()[0]?.getId()).toBe('ada');
  });

  it('is refused if there is no face to search by', async () => {
    expect(statusOf(await search(picture(fakePicture()))).code).toBe(StatusCode.SEARCH_INVALID_REQUEST);
  });
});
