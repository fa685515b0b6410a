import type { Deps } from '../../deps.js';
import { explainFailure, orUndefined } from '../../failures.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { slackErrorCode } from '../../slack/errors.js';
import { sendWithPictures } from '../../slack/pictures.js';
import { isAdmin } from '../../slack/users.js';
import { buildFailedHome, buildHome, buildOutdatedHome, type HomeContent } from '../../views/home.js';
import { shownPeople } from '../../views/home-people.js';
import { MAX_WAITING_PICTURED } from '../../views/home-waiting.js';
import { GROUPS_IN_HOME } from '../../views/unnamed-faces.js';
import { HOME_WORDING } from '../../views/wording/home.js';
import type { Directory } from '../directory.js';
import { addPictures, toShownGroup } from '../unnamed/show-groups.js';
import type { FindUnnamed, UnnamedFaces } from '../unnamed/unnamed-faces.js';
import type { GatherPeople } from './gather-people.js';
import type { HomeViews, SeenHome } from './home-views.js';
import { findUnnamed, findWaitingPhotos, storeMissing, type WaitingDeps } from './waiting-photos.js';

export type ShowHomeDeps = GatherHomeDeps &
  Pick<Deps, 'helpContact' | 'consent' | 'sleep'> & {
    readonly facePictures: FacePictures;
    readonly homeViews: HomeViews;
  };

/** Once without the hash, a version cannot lose the race again. */
const MAX_DRAWINGS = 2;

/**
 * Shows App Home to one person: at first what is known at once, then with the faces that had to be cropped, then with the photos
 * that had to be recognised again. What another process published meanwhile is not overwritten: the first version is drawn again,
 * later ones are left to that process.
 * @param seen the page and version that the person has before them, if known.
 */
export async function showHome(deps: ShowHomeDeps, viewerId: string, seen: SeenHome = {}): Promise<void> {
  const drawing = deps.homeViews.draw(viewerId, seen);
  const { page, query } = drawing;
  for (let attempt = 1; attempt <= MAX_DRAWINGS; attempt++) {
    let gathered: GatheredHome;
    try {
      const gathering = gatherHome(deps, viewerId);
      if (await isStillReading(deps, gathering))
        await drawing.publish(buildFailedHome(HOME_WORDING.starting, deps.helpContact, { page, query }));
      gathered = await gathering;
    } catch (error) {
      const outcome = await drawing.publish(
        buildFailedHome(explainFailure(error, deps.log), deps.helpContact, { page, query }),
      );
      if (outcome === 'conflict') continue;
      return;
    }
    const publish = (content: HomeContent) =>
      sendWithPictures(deps, (withPictures) =>
        drawing.publish(buildHome(withPictures ? content : withoutFaces(content))),
      );
    let content: HomeContent = {
      ...gathered.content,
      page,
      query,
      helpContact: deps.helpContact,
      consent: deps.consent,
    };
    let outcome = await publish(content);
    if (outcome === 'conflict') continue;
    for (const complete of [addFaces, gathered.addWaiting, addWaitingFaces, gathered.addGroups, addGroupPictures]) {
      if (outcome !== 'published') return;
      const completed = await complete(deps, content);
      if (completed === undefined) continue;
      content = completed;
      outcome = await publish(content);
    }
    return;
  }
}

/** In ms, after which App Home says that Rollcall is still reading what it needs. */
const READING_MS = 500;

/** Whether Rollcall has just started and reads so many tags that App Home would stay empty for long. */
async function isStillReading(deps: ShowHomeDeps, gathering: Promise<GatheredHome>): Promise<boolean> {
  if (!deps.gatherPeople.isWarmingUp) return false;
  const settled = gathering.then(
    () => false,
    () => false,
  );
  return Promise.race([settled, deps.sleep(READING_MS).then(() => true)]);
}

/** @returns undefined when there is nothing to add. */
async function addFaces(deps: ShowHomeDeps, content: HomeContent): Promise<HomeContent | undefined> {
  const missing = shownPeople(content).people.filter((each) => each.faceFileId === undefined);
  const made = new Map<string, string>();
  const [withWaiting] = await Promise.all([
    addWaitingFaces(deps, content),
    ...missing.map(async ({ person, face }) => {
      const file = await deps.facePictures.make(face.photoId, face.faceId);
      if (file !== undefined) made.set(person.id, file);
    }),
  ]);
  if (made.size === 0) return withWaiting;
  const people = content.people.map((each) => ({ ...each, faceFileId: each.faceFileId ?? made.get(each.person.id) }));
  return { ...(withWaiting ?? content), people };
}

/** Adds pictures of the faces without a name. @returns undefined when there is nothing to add. */
async function addWaitingFaces(deps: ShowHomeDeps, content: HomeContent): Promise<HomeContent | undefined> {
  const waiting = await Promise.all(
    content.waiting.map(async (photo, index) => {
      if (photo.pictureFileId !== undefined || index >= MAX_WAITING_PICTURED) return photo;
      return { ...photo, pictureFileId: await deps.facePictures.makeTogether(photo.photoId, photo.faceIds) };
    }),
  );
  const isSame = waiting.every(({ pictureFileId }, index) => pictureFileId === content.waiting[index]?.pictureFileId);
  return isSame ? undefined : { ...content, waiting };
}

function withoutFaces(content: HomeContent): HomeContent {
  return {
    ...content,
    people: content.people.map((each) => ({ ...each, faceFileId: undefined })),
    waiting: content.waiting.map((each) => ({ ...each, pictureFileId: undefined })),
    unnamed: content.unnamed && {
      ...content.unnamed,
      groups: content.unnamed.groups.map(({ faces, size }) => ({
        faces: faces.map((face) => ({ ...face, faceFileId: undefined })),
        size,
      })),
    },
  };
}

/** Adds pictures of the groups that App Home shows. @returns undefined when there is nothing to add. */
async function addGroupPictures(deps: ShowHomeDeps, content: HomeContent): Promise<HomeContent | undefined> {
  if (content.unnamed === undefined) return undefined;
  const { groups, all } = content.unnamed;
  const completed = await Promise.all(groups.map((group) => addPictures(deps, group)));
  const isSame = completed.every(({ faces }, index) =>
    faces.every(({ faceFileId }, at) => faceFileId === groups[index]?.faces[at]?.faceFileId),
  );
  return isSame ? undefined : { ...content, unnamed: { groups: completed, all } };
}

type GatherHomeDeps = WaitingDeps & { readonly gatherPeople: GatherPeople; readonly findUnnamed: FindUnnamed };

/** What one person may see in App Home. */
interface GatheredHome {
  /** As far as it is known at once. */
  readonly content: Omit<HomeContent, 'page' | 'query' | 'helpContact' | 'consent'>;
  /** Adds all faces without a name, in groups, after storing the faces of photos that were never shown. */
  readonly addGroups: (deps: ShowHomeDeps, content: HomeContent) => Promise<HomeContent | undefined>;
  /** Adds the photos that take longer. @returns undefined when there are none. */
  readonly addWaiting: (deps: ShowHomeDeps, content: HomeContent) => Promise<HomeContent | undefined>;
}

const MAX_RECENT = 200;

async function gatherHome(deps: GatherHomeDeps, viewerId: string): Promise<GatheredHome> {
  const [{ visible, people, changes, viewer }, training, recent, admin] = await Promise.all([
    deps.gatherPeople.of(viewerId),
    deps.recognizer.model.state(),
    deps.recognizer.photos.listRecent(MAX_RECENT),
    // Only decides which choices are offered.
    orUndefined(isAdmin(deps, viewerId), 'App Home without the choices of an admin', deps.log.info),
  ]);
  const unnamed = await findUnnamed(deps, recent, visible);
  const { waiting, isComplete } = await findWaitingPhotos(
    deps,
    unnamed,
    training.last === undefined ? 'none' : 'cached',
  );
  const grouped = await orUndefined(deps.findUnnamed.peek(visible), 'App Home without groups', deps.log.info);
  return {
    addGroups: async (_deps, content) => {
      await storeMissing(deps, unnamed, training.last === undefined);
      const found = await orUndefined(deps.findUnnamed.groupsFor(visible), 'App Home without groups', deps.log.info);
      if (found === undefined || found === grouped) return undefined;
      return { ...content, unnamed: toHomeGroups(deps, found) };
    },
    content: {
      unnamed: grouped && toHomeGroups(deps, grouped),
      training,
      people,
      changes,
      waiting,
      isChecking: !isComplete,
      viewer,
      viewerId,
      isAdmin: admin === true,
    },
    addWaiting: async (_deps, content) => {
      if (isComplete) return undefined;
      const all = await findWaitingPhotos(deps, unnamed, 'all');
      return { ...content, waiting: all.waiting, isChecking: false };
    },
  };
}

/** Those groups that App Home shows. */
function toHomeGroups(deps: Pick<ShowHomeDeps, 'facePictures'>, { groups, all }: UnnamedFaces) {
  const shown = groups.filter(({ length }) => length > 1).slice(0, GROUPS_IN_HOME);
  return { groups: shown.map((group) => toShownGroup(deps, group)), all };
}

/** At 50 a minute this takes half an hour. Opening App Home brings it up to date anyway. */
const MAX_MEMBERS = 1500;

/**
 * Replaces every App Home with a notice until it is opened again, so that none shows outdated content. Those opened meanwhile are up to
 * date and stay. Slack does not say which members have one.
 */
export async function invalidateHomes(
  deps: Pick<Deps, 'backgroundSlack' | 'log'> & { readonly directory: Directory; readonly homeViews: HomeViews },
): Promise<void> {
  const begun = deps.homeViews.countDrawings();
  for (const { userId } of (await deps.directory.listMembers()).slice(0, MAX_MEMBERS)) {
    try {
      await deps.homeViews.replaceOlder(deps.backgroundSlack, userId, buildOutdatedHome(), begun);
    } catch (error) {
      // For example, a guest who has no App Home.
      const code = slackErrorCode(error);
      if (code === undefined) throw error;
      deps.log.debug(`No App Home for ${userId}: ${code}`);
    }
  }
}
