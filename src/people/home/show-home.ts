import type { Deps } from '../../deps.js';
import { explainFailure } from '../../failures.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { sendWithPictures } from '../../slack/send-with-pictures.js';
import { buildFailedHome, buildHome, type HomeContent, pageOfPeople } from '../../views/home.js';
import type { GatherHome } from './gather-home.js';

/** Shows App Home to one person. @param page of people, from 0. */
export type ShowHome = (viewerId: string, page: number) => Promise<void>;

/** First what is there, then the same with the faces that had to be cut out first. */
export function createShowHome(
  deps: Pick<Deps, 'slack' | 'helpContact' | 'log' | 'sleep'> & {
    readonly gatherHome: GatherHome;
    readonly facePictures: FacePictures;
  },
): ShowHome {
  return async (viewerId, page) => {
    let content: HomeContent;
    try {
      content = { ...(await deps.gatherHome(viewerId)), page, helpContact: deps.helpContact };
    } catch (error) {
      const view = buildFailedHome(explainFailure(error, deps.log), deps.helpContact);
      await deps.slack.views.publish({ user_id: viewerId, view });
      return;
    }
    await publish(viewerId, content);
    const complete = await withFaces(content);
    if (complete !== undefined) await publish(viewerId, complete);
  };

  /** @returns undefined when nothing is to be added. */
  async function withFaces(content: HomeContent): Promise<HomeContent | undefined> {
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

  async function publish(viewerId: string, content: HomeContent): Promise<void> {
    await sendWithPictures(deps, (withPictures) => {
      const people = withPictures ? content.people : content.people.map((each) => ({ ...each, faceFileId: undefined }));
      return deps.slack.views.publish({ user_id: viewerId, view: buildHome({ ...content, people }) });
    });
  }
}
