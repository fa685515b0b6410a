import type { Deps } from '../../deps.js';
import { explainFailure } from '../../failures.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { slackErrorCode } from '../../slack/errors.js';
import { sendWithPictures } from '../../slack/pictures.js';
import { buildFailedHome, buildHome, buildOutdatedHome, type HomeContent, pageOfPeople } from '../../views/home.js';
import type { Directory } from '../directory.js';
import type { GatherPeople } from './gather-people.js';
import { findWaitingPhotos, type WaitingDeps } from './waiting-photos.js';

export type ShowHomeDeps = GatherHomeDeps &
  Pick<Deps, 'helpContact' | 'sleep'> & { readonly facePictures: FacePictures };

/**
 * Shows App Home to one person: at first without the faces that still have to be cropped, then with them.
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

type GatherHomeDeps = WaitingDeps & { readonly gatherPeople: GatherPeople };

const MAX_RECENT = 200;

/** Collects what one person may see in App Home. */
async function gatherHome(deps: GatherHomeDeps, viewerId: string): Promise<Omit<HomeContent, 'page' | 'helpContact'>> {
  const [{ visible, people, changes, viewer }, training, recent] = await Promise.all([
    deps.gatherPeople(viewerId),
    deps.recognizer.model.state(),
    deps.recognizer.photos.listRecent(MAX_RECENT),
  ]);
  const waiting = await findWaitingPhotos(deps, recent, visible, training.last !== undefined);
  return { training, people, changes, waiting, viewer };
}

/** At 50 a minute this takes half an hour. Opening App Home brings it up to date anyway. */
const MAX_MEMBERS = 1500;

/**
 * Replaces every App Home with a notice until it is opened again, so that none shows outdated content. Slack does not say
 * which members have one.
 */
export async function invalidateHomes(
  deps: Pick<Deps, 'backgroundSlack' | 'log'> & { readonly directory: Directory },
): Promise<void> {
  for (const { userId } of (await deps.directory.listMembers()).slice(0, MAX_MEMBERS)) {
    try {
      await deps.backgroundSlack.views.publish({ user_id: userId, view: buildOutdatedHome() });
    } catch (error) {
      // For example, a guest who has no App Home.
      const code = slackErrorCode(error);
      if (code === undefined) throw error;
      deps.log.debug(`No App Home for ${userId}: ${code}`);
    }
  }
}
