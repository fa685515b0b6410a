import { afterEach, describe, expect, it } from 'vitest';
import type { RecognizerOptions } from '../../../src/clarifai/create-recognizer.js';
import { describeFailure } from '../../../src/clarifai/transport/errors.js';
import { resources, service } from '../../../src/clarifai-protocol.js';
import type { Box, Photo } from '../../../src/faces/model.js';
import { type Handler, type Handlers, status } from '../../support/clarifai/scripted-replies.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Answer = Handler<'postWorkflowResults'>;

async function open(answer: Answer, options: Partial<RecognizerOptions> = {}, handlers: Handlers = {}) {
  const opened = await openRecognizer({ postWorkflowResults: answer, ...handlers }, options);
  closing.push(opened.close);
  return opened;
}

/** Faces side by side. */
function photoWith(faces: number): Photo {
  const box = (index: number): Box => ({ left: index / faces, right: (index + 0.9) / faces, top: 0.2, bottom: 0.8 });
  return {
    id: 'photo',
    faces: Array.from({ length: faces }, (_, index) => ({ id: `face-${index}`, box: box(index), confidence: 1 })),
    tags: [],
  };
}

const concept = (id: string, value: number, name = id.toUpperCase()) =>
  new resources.Concept().setId(id).setName(name).setValue(value);

function reply(...results: (readonly InstanceType<typeof resources.Concept>[])[]) {
  return new service.PostWorkflowResultsResponse().setStatus(status()).setResultsList(
    results.map((concepts) => {
      const data = new resources.Data().setConceptsList([...concepts]);
      const model = new resources.Model().setId('rollcall-people');
      const output = new resources.Output().setStatus(status()).setModel(model).setData(data);
      return new resources.WorkflowResult().setStatus(status()).setOutputsList([output]);
    }),
  );
}

const picture = new Uint8Array([1]);

describe('one answer for a whole picture', () => {
  it('belongs to the only face, highest score first', async () => {
    const { recognizer } = await open(() => reply([concept('ada', 0.25), concept('grace', 0.75)]));
    const { byFace } = await recognizer.model.findCandidates(photoWith(1), picture);
    expect([...byFace]).toEqual([
      [
        'face-0',
        [
          { person: { id: 'grace', name: 'GRACE' }, score: 0.75 },
          { person: { id: 'ada', name: 'ADA' }, score: 0.25 },
        ],
      ],
    ]);
  });

  it('belongs to no face when there are several and they cannot be cropped', async () => {
    const { count, recognizer } = await open(() => reply([concept('ada', 0.9)]));
    expect((await recognizer.model.findCandidates(photoWith(2), picture)).byFace.size).toBe(0);
    expect(count('postWorkflowResults')).toBe(1);
  });

  it('is asked for again face by face, 32 at a time', async () => {
    const sizes: number[] = [];
    const { recognizer } = await open(
      (request) => {
        const inputs = request.getInputsList();
        sizes.push(inputs.length);
        return reply(...inputs.map((input) => [concept(`p${input.getData()?.getImage()?.getBase64_asU8()[0]}`, 0.9)]));
      },
      { cropFace: async (_picture, box) => Uint8Array.from([Math.round(box.left * 40)]) },
    );
    const { byFace } = await recognizer.model.findCandidates(photoWith(40), picture);
    expect(sizes).toEqual([1, 32, 8]);
    expect(byFace.get('face-0')?.[0]?.person.id).toBe('p0');
    expect(byFace.get('face-39')?.[0]?.person.id).toBe('p39');
  });
});

describe('names', () => {
  it('that the model left out are looked up', async () => {
    const { recognizer } = await open(
      () => reply([concept('ada', 0.9, '')]),
      {},
      {
        listConcepts: () =>
          new service.MultiConceptResponse().setStatus(status()).setConceptsList([concept('ada', 0, 'Ada Lovelace')]),
      },
    );
    const { byFace } = await recognizer.model.findCandidates(photoWith(1), picture);
    expect(byFace.get('face-0')?.[0]?.person).toEqual({ id: 'ada', name: 'Ada Lovelace' });
  });
});

describe('before the first training', () => {
  it.each([22102, 21200])('gives no candidates (%i), and does not send the photo again for a while', async (code) => {
    const { count, recognizer } = await open(
      () => new service.PostWorkflowResultsResponse().setStatus(status(code, 'Does not exist')),
      { polling: { untrainedForMs: 60_000 } },
    );
    for (let times = 0; times < 3; times++) {
      await expect(recognizer.model.findCandidates(photoWith(1), picture)).resolves.toEqual({
        engine: 'local-face',
        byFace: new Map(),
      });
    }
    expect(count('postWorkflowResults')).toBe(1);
  });

  it('a photo without faces is not sent at all', async () => {
    const { count, recognizer } = await open(() => reply());
    await recognizer.model.findCandidates(photoWith(0), picture);
    expect(count('postWorkflowResults')).toBe(0);
  });
});

describe('a model that is being loaded', () => {
  const cold = (code: number) =>
    new service.PostWorkflowResultsResponse().setStatus(status(code, 'Model is deploying'));

  it.each([21350, 21351, 21354, 21355])('(%i) is waited for and reported once', async (code) => {
    const { recognizer } = await open((_request, nth) => (nth < 5 ? cold(code) : reply([concept('ada', 0.9)])));
    let warmingUp = 0;
    const { byFace } = await recognizer.model.findCandidates(photoWith(1), picture, { onWarmingUp: () => warmingUp++ });
    expect(byFace.size).toBe(1);
    expect(warmingUp).toBe(1);
  });

  it('inside a failed item is waited for too', async () => {
    const failedItem = () => {
      const result = new resources.WorkflowResult().setStatus(status(21351, 'Model is deploying'));
      return new service.PostWorkflowResultsResponse().setStatus(status(10020, 'Failure')).setResultsList([result]);
    };
    const { recognizer } = await open((_request, nth) => (nth < 2 ? failedItem() : reply([concept('ada', 0.9)])));
    expect((await recognizer.model.findCandidates(photoWith(1), picture)).byFace.size).toBe(1);
  });

  it('for too long ends with a sentence about warming up', async () => {
    const { recognizer } = await open(() => cold(21351), { polling: { coldLimitMs: 50 } });
    const failed = await recognizer.model.findCandidates(photoWith(1), picture).catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'cold' });
    expect(describeFailure(failed)).toMatch(/warming up/);
  });
});

it('our model failing inside a successful answer is an error, not an empty answer', async () => {
  const { recognizer } = await open(() => {
    const broken = reply([concept('ada', 0.9)]);
    broken.getResultsList()[0]?.getOutputsList()[0]?.setStatus(status(21313, 'Prediction failed'));
    return broken;
  });
  await expect(recognizer.model.findCandidates(photoWith(1), picture)).rejects.toMatchObject({ code: 21313 });
});
