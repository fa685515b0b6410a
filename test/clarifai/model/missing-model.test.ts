import { afterEach, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../../src/clarifai/create-recognizer.js';
import { StatusCode } from '../../../src/clarifai-protocol.js';
import { refusal } from '../../../src/local-clarifai/faults/answers.js';
import { addPhoto } from '../../support/add-photo.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { startTestClarifai } from '../../support/local-clarifai.js';
import { silentLog } from '../../support/silent-log.js';

const ADA = { id: 'a1', name: 'Ada Lovelace' };
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** What someone deletes on Clarifai's web page. */
type Deleted = 'workflow' | 'model';

/** A local Clarifai with a tagged photo, in which the workflow or the model can be deleted. */
async function open() {
  let deleted: Deleted | undefined;
  const local = await startTestClarifai({
    intercept: async ({ rpc, request }, next) => {
      const isOurs = (id: unknown) => typeof id === 'function' && String(id.call(request)).startsWith('rollcall-');
      const { getWorkflowId } = request as { getWorkflowId?: () => string };
      if (deleted !== undefined && rpc === 'postWorkflowResults')
        return refusal(
          rpc,
          deleted === 'model' ? StatusCode.MODEL_DOES_NOT_EXIST : StatusCode.WORKFLOW_DOES_NOT_EXIST,
          '',
        );
      if (deleted === 'workflow' && rpc === 'getWorkflow' && isOurs(getWorkflowId))
        return refusal(rpc, StatusCode.WORKFLOW_DOES_NOT_EXIST, '');
      if (deleted === 'model' && rpc === 'listModelVersions') return refusal(rpc, StatusCode.MODEL_DOES_NOT_EXIST, '');
      return next();
    },
  });
  ending.push(local.remove);
  const warnings: string[] = [];
  const another = () => {
    const recognizer = createRecognizer({
      apiBase: `http://${local.address}`,
      key: local.key,
      userId: local.userId,
      appId: local.appId,
      log: { ...silentLog, warn: (line) => void warnings.push(line) },
    });
    ending.push(() => recognizer.close());
    return recognizer;
  };
  const recognizer = another();
  await addPhoto(recognizer, { id: 'photo-1', picture: fakePicture('ada:1'), source });
  const [face] = (await recognizer.photos.read('photo-1')).faces;
  await recognizer.tags.add({ photoId: 'photo-1', faceId: face?.id ?? '', person: ADA, taggedBy: 'U1' });
  const find = async (by = recognizer) =>
    by.model.findCandidates(await by.photos.read('photo-1'), fakePicture('ada:1'));
  const setDeleted = (what: Deleted | undefined) => {
    deleted = what;
  };
  return { recognizer, another, find, warnings, setDeleted };
}

it('before the first training, no model is missing', async () => {
  const { recognizer, find, warnings } = await open();
  expect((await find()).isModelMissing).toBeUndefined();
  expect((await recognizer.model.state()).isModelMissing).toBeUndefined();
  expect(warnings).toEqual([]);
});

describe.each<Deleted>(['workflow', 'model'])('a %s that was deleted in Clarifai', (what) => {
  it('is reported and logged, also by a process that never used it, and not taken for untrained', async () => {
    const { recognizer, another, find, warnings, setDeleted } = await open();
    await recognizer.model.train({ trainedBy: 'U1' });
    setDeleted(what);
    for (const process of [recognizer, another()]) {
      expect(await find(process)).toMatchObject({ isModelMissing: true });
      expect(await process.model.state()).toMatchObject({ last: undefined, isModelMissing: true });
    }
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/missing in Clarifai.*next training creates it again/);
  });

  it('is back after a training', async () => {
    const { recognizer, find, setDeleted } = await open();
    await recognizer.model.train({ trainedBy: 'U1' });
    setDeleted(what);
    await find();
    setDeleted(undefined);
    await recognizer.model.train({ trainedBy: 'U1' });
    const candidates = await find();
    expect(candidates.isModelMissing).toBeUndefined();
    expect([...candidates.byFace.values()][0]?.[0]?.person).toEqual(ADA);
  });
});
