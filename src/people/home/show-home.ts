import type { Deps } from '../../deps.js';
import { explainFailure } from '../../failures.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { sendWithPictures } from '../../slack/pictures.js';
import { buildFailedHome, buildHome, type HomeContent, pageOfPeople } from '../../views/home.js';
import { type GatherHomeDeps, gatherHome } from './gather-home.js';

export type ShowHomeDeps = GatherHomeDeps &
  Pick<Deps, 'helpContact' | 'sleep'> & { readonly facePictures: FacePictures };

/**
 * Shows App Home to one person: first what is there, then the same with the faces that had to be cropped first.
 * @param page of people, from 0.
 */
export async function showHome(deps: ShowHomeDeps, viewerId: string, page: number): Promise<void> {
  let content: HomeContent;
  try {
    content = { ...(await gatherHome(deps, viewerId)), page, helpContact: deps.helpContact };
  } catch (error) {
    const view = buildFailedHome(explainFailure(error, deps.log), deps.helpContact);
    await deps.slack.views.publish({ user_id: viewerId, view });
    return;
  }
  await publish(deps, viewerId, content);
  const complete = await addFaces(deps, content);
  if (complete !== undefined) await publish(deps, viewerId, complete);
}

/** @returns undefined when there is nothing to add. */
async function addFaces(deps: ShowHomeDeps, content: HomeContent): Promise<HomeContent | undefined> {
  const missing = pageOfPeople(content.people, content.page).people.filter((each) => each.faceFileId === undefined);
  const made = new Map<string, string>();
  await Promise.all(
    missing.map(async ({ person, face }) => {
      const file = await deps.facePictures.make(face.photoId, face.faceId);
      if (file !== undefined) made.set(person.id, file);
    }),
  );
  if (made.size === 0) return undefined;
  const people = content.people.map((each) => ({ ...each, faceFileId: each.faceFileId ?? made.get(each.person.id) }));
  return { ...content, people };
}

async function publish(deps: ShowHomeDeps, viewerId: string, content: HomeContent): Promise<void> {
  await sendWithPictures(deps, (withPictures) => {
    const people = withPictures ? content.people : content.people.map((each) => ({ ...each, faceFileId: undefined }));
    return deps.slack.views.publish({ user_id: viewerId, view: buildHome({ ...content, people }) });
  });
}
