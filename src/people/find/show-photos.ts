import type { Deps } from '../../deps.js';
import { UserFacingError } from '../../errors.js';
import { explainFailure, isStopping } from '../../failures.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { linkToMessage } from '../../slack/conversations.js';
import { unlessGone } from '../../slack/errors.js';
import { openModal, type Trigger } from '../../slack/modals.js';
import { sendWithPictures } from '../../slack/pictures.js';
import { within } from '../../slack/timeout.js';
import {
  buildFoundPhotos,
  buildPhotosNotice,
  buildQueryHelp,
  type DescribedQuery,
  describeQuery,
  PHOTOS_PER_PAGE,
  type PhotoSearch,
  type PhotosPage,
  type ShownPhoto,
} from '../../views/found-photos.js';
import { WORDING } from '../../views/wording/general.js';
import { PHOTOS_WORDING } from '../../views/wording/photos.js';
import { type FoundPhoto, findPhotos } from './find-photos.js';
import type { PhotoQuery, QueryProblem } from './photo-query.js';
import { type ReadQueryDeps, readQuery } from './read-query.js';

export type ShowPhotosDeps = ReadQueryDeps & Pick<Deps, 'sleep'> & { readonly facePictures: FacePictures };

/** Photos to show, or what is wrong with the search for them. */
type Outcome =
  | { readonly kind: 'found'; readonly query: PhotoQuery; readonly photos: readonly FoundPhoto[] }
  | { readonly kind: 'not understood'; readonly problems: readonly QueryProblem[]; readonly query: PhotoQuery };

/** In ms. A search that takes longer first opens an empty modal, because a trigger expires after 3 s. */
const OPEN_AFTER_MS = 1000;

/**
 * Opens the photos of a search that the viewer may see: with links at once, then with faces.
 * @param tell says in private what was not understood. Without it, the modal says so.
 */
export async function openPhotos(
  deps: ShowPhotosDeps,
  trigger: Trigger,
  viewerId: string,
  search: PhotoSearch,
  tell?: (help: ReturnType<typeof buildQueryHelp>) => Promise<void>,
): Promise<void> {
  const searching = find(deps, viewerId, search);
  const settled = searching.then(
    () => true,
    () => true,
  );
  const isSlow = (await within(OPEN_AFTER_MS, settled)) === undefined;
  let viewId: string | undefined;
  if (isSlow) viewId = (await openModal(deps.slack, trigger, buildPhotosNotice(PHOTOS_WORDING.loading))).view?.id;
  try {
    const outcome = await searching;
    if (outcome.kind === 'not understood') {
      const help = buildQueryHelp(outcome.problems, described(outcome.query));
      if (tell !== undefined && viewId === undefined) return await tell(help);
      return await show(deps, viewId, trigger, buildPhotosNotice(help.text));
    }
    await showPage(deps, { viewId, trigger, viewerId }, { search, page: 0 }, outcome);
  } catch (error) {
    if (isStopping(error)) throw error;
    await show(deps, viewId, trigger, buildPhotosNotice(explainFailure(error, deps.log)));
  }
}

/** Turns to another page of an open modal. What is found may have changed meanwhile, and what the viewer may see. */
export async function turnPhotosPage(
  deps: ShowPhotosDeps,
  viewId: string,
  viewerId: string,
  { search, page }: PhotosPage,
): Promise<void> {
  try {
    const outcome = await find(deps, viewerId, search);
    if (outcome.kind === 'not understood') {
      // For example, they have left the only conversation with a photo of someone.
      await update(deps, viewId, buildPhotosNotice(buildQueryHelp(outcome.problems, described(outcome.query)).text));
      return;
    }
    await showPage(deps, { viewId, trigger: undefined, viewerId }, { search, page }, outcome);
  } catch (error) {
    if (isStopping(error)) throw error;
    await update(deps, viewId, buildPhotosNotice(explainFailure(error, deps.log)));
  }
}

async function find(deps: ShowPhotosDeps, viewerId: string, search: PhotoSearch): Promise<Outcome> {
  if (search.kind === 'query') {
    const { query, problems } = await readQuery(deps, viewerId, search.text);
    if (problems.length > 0) return { kind: 'not understood', problems, query };
    return { kind: 'found', query, photos: await findPhotos(deps, viewerId, query) };
  }
  const registry = await deps.recognizer.people.registry();
  const record = registry.records.find(({ id }) => id === search.personId);
  const person = record && registry.resolve(record);
  if (person === undefined) throw new UserFacingError(WORDING.personGone);
  const everything = { isOnly: false, without: [], from: undefined, to: undefined, channelIds: [], postedBy: [] };
  const query = { ...everything, anyOf: [[person]] };
  return { kind: 'found', query, photos: await findPhotos(deps, viewerId, query) };
}

async function showPage(
  deps: ShowPhotosDeps,
  at: { readonly viewId: string | undefined; readonly trigger: Trigger | undefined; readonly viewerId: string },
  { search, page: wanted }: PhotosPage,
  { query, photos: all }: Extract<Outcome, { readonly kind: 'found' }>,
): Promise<void> {
  const page = Math.min(Math.max(0, wanted), Math.max(0, Math.ceil(all.length / PHOTOS_PER_PAGE) - 1));
  const onPage = all.slice(page * PHOTOS_PER_PAGE, (page + 1) * PHOTOS_PER_PAGE);
  const { viewerId } = at;
  const heading = describeQuery(described(query));
  const photos = await Promise.all(onPage.map((photo) => toShown(deps, photo, query)));
  const viewOf = (shown: readonly ShownPhoto[]) =>
    buildFoundPhotos({ search, page, photos: shown, all: all.length, heading, viewerId });
  let viewId = at.viewId;
  const isOpen = await sendWithPictures(deps, async (withPictures) => {
    const view = viewOf(withPictures ? photos : photos.map((photo) => ({ ...photo, faceFileId: undefined })));
    if (viewId !== undefined) return update(deps, viewId, view);
    if (at.trigger === undefined) return false;
    viewId = (await openModal(deps.slack, at.trigger, view)).view?.id;
    return viewId !== undefined;
  });
  if (!isOpen || viewId === undefined || photos.every(({ faceFileId }) => faceFileId !== undefined)) return;
  const shownIn = viewId;
  const faces = await Promise.all(onPage.map((photo) => makePicture(deps, photo, query)));
  const complete = viewOf(photos.map((photo, index) => ({ ...photo, faceFileId: faces[index] })));
  await sendWithPictures(deps, (withPictures) => update(deps, shownIn, withPictures ? complete : viewOf(photos)));
}

async function toShown(deps: ShowPhotosDeps, photo: FoundPhoto, query: PhotoQuery): Promise<ShownPhoto> {
  const asked = askedOn(photo, query);
  const others = [...photo.people.values()].filter((each) => !asked.includes(each));
  const [only, second] = asked;
  return {
    ...photo.place,
    names: [...asked, ...others].map(({ person }) => person.name),
    others: photo.openFaces.length,
    taggedBy: second === undefined ? only?.taggedBy : undefined,
    link: await linkToMessage(deps, photo.place.channelId, photo.place.messageTs),
    faceFileId: findPicture(deps, photo, query),
  };
}

/** Those on a photo whom the search is about, in its order. */
function askedOn({ people }: FoundPhoto, { anyOf }: PhotoQuery) {
  const ids = new Set(anyOf.flat().map(({ id }) => id));
  return [...ids].flatMap((id) => people.get(id) ?? []);
}

/** The faces to show of a photo: those looked for, else those known, else the first. */
function facesToShow(photo: FoundPhoto, query: PhotoQuery): string[] {
  const asked = askedOn(photo, query);
  const faces = (asked.length > 0 ? asked : [...photo.people.values()]).map(({ faceId }) => faceId);
  return faces.length > 0 ? faces : photo.openFaces.slice(0, 1);
}

function findPicture({ facePictures }: ShowPhotosDeps, photo: FoundPhoto, query: PhotoQuery): string | undefined {
  const faceIds = facesToShow(photo, query);
  const [only] = faceIds;
  return faceIds.length === 1 && only !== undefined
    ? facePictures.find(photo.photoId, only)
    : facePictures.findTogether(photo.photoId, faceIds);
}

function makePicture({ facePictures }: ShowPhotosDeps, photo: FoundPhoto, query: PhotoQuery) {
  const faceIds = facesToShow(photo, query);
  const [only] = faceIds;
  return faceIds.length === 1 && only !== undefined
    ? facePictures.make(photo.photoId, only)
    : facePictures.makeTogether(photo.photoId, faceIds);
}

function described({ anyOf, without, postedBy, ...rest }: PhotoQuery): DescribedQuery {
  return {
    ...rest,
    anyOf: anyOf.map((all) => all.map(({ name }) => name)),
    without: without.map(({ name }) => name),
    postedBy: postedBy.map(({ userId }) => userId),
  };
}

async function show(
  deps: ShowPhotosDeps,
  viewId: string | undefined,
  trigger: Trigger,
  view: ReturnType<typeof buildPhotosNotice>,
): Promise<void> {
  if (viewId === undefined) await openModal(deps.slack, trigger, view);
  else await update(deps, viewId, view);
}

/** @returns whether the modal is still open. */
async function update(
  { slack }: Pick<Deps, 'slack'>,
  viewId: string,
  view: ReturnType<typeof buildPhotosNotice>,
): Promise<boolean> {
  return (await unlessGone(slack.views.update({ view_id: viewId, view }))) !== undefined;
}
