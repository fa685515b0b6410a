import { describe, expect, it } from 'vitest';
import { newestFirst, newestTags, readAnnotation } from '../../../src/clarifai/tags/annotations.js';
import { type DetectedFace, faceIdOf, facesAmong } from '../../../src/clarifai/tags/detected-faces.js';
import { toStruct } from '../../../src/clarifai/transport/metadata.js';
import { type Annotation, resources } from '../../../src/clarifai-protocol.js';
import { status, timestamp } from '../../support/clarifai/scripted-replies.js';

interface Described {
  readonly id?: string;
  readonly region?: string;
  readonly left?: number;
  readonly version?: string;
  readonly embed?: string;
  readonly worker?: 'model' | 'user' | 'workflow';
  readonly concept?: string;
  readonly value?: number;
  readonly at?: number;
  readonly status?: number;
}

function annotation(described: Described): Annotation {
  const region = new resources.Region().setId(described.region ?? '').setValue(0.9);
  if (described.left !== undefined) {
    const box = new resources.BoundingBox().setLeftCol(described.left).setRightCol(described.left + 0.2);
    region.setRegionInfo(new resources.RegionInfo().setBoundingBox(box.setTopRow(0.2).setBottomRow(0.6)));
  }
  if (described.concept !== undefined) {
    const concept = new resources.Concept()
      .setId(described.concept)
      .setName(described.concept)
      .setValue(described.value ?? 1);
    region.setData(new resources.Data().setConceptsList([concept]));
  }
  const made = new resources.Annotation()
    .setId(described.id ?? `annotation-${described.region}-${described.version}`)
    .setInputId('photo')
    .setData(new resources.Data().setRegionsList([region]))
    .setModelVersionId(described.version ?? '')
    .setEmbedModelVersionId(described.embed ?? '')
    .setCreatedAt(timestamp(described.at ?? 0))
    .setStatus(status(described.status ?? 24150));
  const version = new resources.ModelVersion().setId(described.version ?? '');
  if (described.worker === 'model')
    made.setWorker(new resources.Worker().setModel(new resources.Model().setModelVersion(version)));
  if (described.worker === 'user')
    made.setWorker(new resources.Worker().setUser(new resources.User().setId('someone')));
  if (described.worker === 'workflow')
    made.setWorker(new resources.Worker().setWorkflow(new resources.Workflow().setId('Face')));
  return made;
}

const read = (described: readonly Described[]) => described.flatMap((each) => readAnnotation(annotation(each)));
const detections = (...described: Described[]) => read(described).filter((each) => each.kind === 'detection');
const BASE = new Set(['base']);
const ids = (...described: Described[]) => facesAmong(detections(...described), BASE).map((face) => face.id);

describe('faces', () => {
  it('are regions of the model that also made the embedding', () => {
    expect(
      ids(
        { region: 'a', left: 0, version: 'v1', embed: 'v1' },
        { region: 'b', left: 0.5, version: 'v1', embed: 'v1' },
        { region: 'landmark', left: 0.1, version: 'landmarks', embed: 'v1' },
        { region: 'dog', left: 0.3, version: 'objects' },
      ),
    ).toEqual(['a', 'b']);
  });

  it('are regions of any model with an embedding when no model does both', () => {
    expect(ids({ region: 'a', left: 0, version: 'detector', embed: 'embedder', worker: 'model' })).toEqual(['a']);
    expect(ids({ region: 'a', left: 0, embed: 'embedder', worker: 'workflow' })).toEqual(['a']);
  });

  it('are regions of the base workflow’s model when no embedding version is given', () => {
    expect(
      ids(
        { region: 'a', left: 0, version: 'base', worker: 'model' },
        { region: 'dog', left: 0.3, version: 'objects', worker: 'model' },
      ),
    ).toEqual(['a']);
  });

  it('come from the base workflow when several models qualify', () => {
    expect(
      ids(
        { region: 'new', left: 0, version: 'base', embed: 'base', at: 1 },
        { region: 'other', left: 0, version: 'other', embed: 'other', at: 2 },
      ),
    ).toEqual(['new']);
  });

  it('come from the newest model when the base workflow has moved on', () => {
    expect(
      ids(
        { region: 'old', left: 0, version: 'v1', embed: 'v1', at: 1 },
        { region: 'new', left: 0, version: 'v2', embed: 'v2', at: 2 },
      ),
    ).toEqual(['new']);
  });

  it('are neither what people drew nor what failed', () => {
    expect(
      ids(
        { region: 'drawn', left: 0, embed: 'v1', worker: 'user', concept: 'ada' },
        { region: 'failed', left: 0, version: 'v1', embed: 'v1', status: 24152 },
      ),
    ).toEqual([]);
  });

  it('stay within the picture although their edges are 32-bit floats', () => {
    const [face] = facesAmong(detections({ region: 'a', left: 0.80000001, version: 'v', embed: 'v' }), BASE);
    expect(face?.box.right).toBeLessThanOrEqual(1);
    expect(face?.box.left).toBeCloseTo(0.8);
    expect(face?.confidence).toBeCloseTo(0.9);
  });
});

/** People's annotations with the faces they are about, newest first. */
function onFaces(annotations: ReturnType<typeof readAnnotation>, faces: readonly DetectedFace[]) {
  return annotations
    .filter((each) => each.kind !== 'detection')
    .flatMap((each) => {
      const faceId = faceIdOf(each, faces);
      return faceId === undefined ? [] : [{ ...each, faceId }];
    })
    .sort(newestFirst);
}

describe('tags', () => {
  const faces = facesAmong(
    detections(
      { region: 'a', left: 0, version: 'v', embed: 'v' },
      { region: 'b', left: 0.5, version: 'v', embed: 'v' },
    ),
    BASE,
  );
  const tagged = (...described: Described[]) =>
    newestTags(onFaces(read(described), faces)).map((tag) => `${tag.faceId}: ${tag.person.id}`);

  it('belong to the face whose region they name', () => {
    expect(tagged({ region: 'b', concept: 'ada' })).toEqual(['b: ada']);
  });

  it('of another program belong to the face they are drawn around', () => {
    expect(tagged({ region: 'own', left: 0.48, concept: 'ada' })).toEqual(['b: ada']);
    expect(tagged({ region: 'own', left: 0.3, concept: 'ada' })).toEqual([]);
  });

  it('keep their face by the stored face id when the service gives the region another id', () => {
    const made = annotation({ region: 'changed', concept: 'ada' }).setAnnotationInfo(toStruct({ face_id: 'a' }));
    expect(onFaces(readAnnotation(made), faces)[0]?.faceId).toBe('a');
  });

  it('the newest of a face counts, with a total order for equal times', () => {
    expect(
      tagged({ id: '1', region: 'a', concept: 'ada', at: 2_000 }, { id: '2', region: 'a', concept: 'bob', at: 1_000 }),
    ).toEqual(['a: ada']);
    const tie = [
      { id: '1', region: 'a', concept: 'ada', at: 1_000 },
      { id: '2', region: 'a', concept: 'bob', at: 1_000 },
    ];
    expect(tagged(...tie)).toEqual(tagged(...tie.toReversed()));
  });

  it('with a value of 0 are no tags', () => {
    expect(tagged({ region: 'a', concept: 'ada', value: 0 })).toEqual([]);
  });

  it('of a model are no tags', () => {
    expect(tagged({ region: 'a', concept: 'ada', version: 'knn', worker: 'model' })).toEqual([]);
  });

  it('of another program have the service’s time and no author', () => {
    const [tag] = onFaces(read([{ region: 'a', concept: 'ada', at: 5_000 }]), faces);
    expect(tag).toMatchObject({ by: '', at: new Date(5_000) });
  });
});
