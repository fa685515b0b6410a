import { UNTAG_FACE_ACTION } from '../../../src/views/face-row.js';
import { FORGET_PERSON_ACTION } from '../../../src/views/forget.js';
import { CHANGE_NAMES_ACTION } from '../../../src/views/names-modal.js';
import { cast, drawGroup, drawPortrait, renderJpeg, strangers } from '../cast/index.js';
import type { Random } from '../cast/random.js';
import type { CastMember } from '../cast/traits.js';
import {
  type Control,
  controlsOf,
  type Listening,
  type LocalAnswer,
  type Person,
  type SeenMessage,
} from '../person.js';
import { rowOf } from '../reply-rows.js';
import { completeUpload } from '../upload-file.js';
import type { FaceState, Ledger, LedgerFace, LedgerPhoto, LinkedPerson } from './ledger.js';

export const ACTS = ['post', 'tag', 'undo', 'forget', 'train'] as const;
export type ActKind = (typeof ACTS)[number];

/** Where people act, and what has been acknowledged to them. */
export interface Scene {
  readonly people: readonly [Person, ...Person[]];
  readonly channel: string;
  readonly random: Random;
  readonly ledger: Ledger;
  /** How long to wait for a reply that an act needs, in ms. */
  readonly replyLimitMs: number;
  /** Draws a photo of as many people. Default: random people, in random poses. */
  readonly draw?: (people: number) => Promise<Uint8Array>;
}

/**
 * One act of a person in the local workspace, as the page does it. What is acknowledged is written into the ledger.
 * @param onCritical called right before the request that the act is about.
 * @returns whether it could be tried: it needs a photo in the right state.
 */
export async function act(kind: ActKind, scene: Scene, onCritical: () => void = () => undefined): Promise<boolean> {
  switch (kind) {
    case 'post':
      return post(scene, onCritical);
    case 'tag':
      return tag(scene, onCritical);
    case 'undo':
      return undo(scene, onCritical);
    case 'forget':
      return forget(scene, onCritical);
    case 'train':
      onCritical();
      await acknowledged(scene.people[0].command(scene.channel, '/train-faces'));
      return true;
  }
}

async function post(scene: Scene, onCritical: () => void): Promise<boolean> {
  const { people, random, draw } = scene;
  const count = random.next() < 0.2 ? 2 : 1;
  const seed = Math.floor(random.between(0, 1_000_000));
  const members = Array.from({ length: count }, (_, index) => memberAt(cast, seed + index));
  const picture = await (draw?.(count) ?? drawPhoto(members, seed));
  await upload(scene, random.pick(people), { picture, faces: count, onCritical });
  return true;
}

/** @returns undefined if the post was not acknowledged. */
async function upload(
  { channel, ledger }: Scene,
  person: Person,
  photo: { picture: Uint8Array; faces: number; onCritical?: () => void; isOfPoster?: boolean },
): Promise<LedgerPhoto | undefined> {
  const { picture, faces: count, onCritical, isOfPoster = false } = photo;
  try {
    const fileId = await person.uploadPhoto(picture);
    onCritical?.();
    await completeUpload(person.api, [fileId], channel);
    const faces = Array.from({ length: count }, (_, index): LedgerFace => {
      // Of several photos of a person who is forgotten, some may be gone with another one.
      return { number: index + 1, state: isOfPoster ? 'uncertain' : 'untagged' };
    });
    const posted = { fileId, faces, isOfPoster };
    ledger.photos.push(posted);
    return posted;
  } catch {
    // It was posted or not; the checks find it if it was.
    return undefined;
  }
}

function memberAt(members: readonly CastMember[], index: number): CastMember {
  const member = members[index % members.length];
  if (member === undefined) throw new Error('there is nobody to draw');
  return member;
}

function drawPhoto(members: readonly CastMember[], seed: number): Promise<Uint8Array> {
  const [first, second] = members;
  if (first === undefined) throw new Error('there is nobody to draw');
  return renderJpeg(
    second === undefined
      ? drawPortrait(first, { seed, width: 600, height: 733 })
      : drawGroup(members, { seed, width: 1200, height: 800 }),
  );
}

async function tag(scene: Scene, onCritical: () => void): Promise<boolean> {
  const found = await findFace(scene, 'untagged');
  if (found === undefined) return false;
  const { face, reply, person } = found;
  const menu = menuOf(reply, face.number);
  if (menu === undefined) return false;
  const name = `Person ${Math.floor(scene.random.between(1, 13))} of the ${scene.random.pick(TOWNS)}`;
  const options = await person.openMenu(reply, menu, name).catch(() => []);
  const option =
    options.find(({ text }) => text.text === name) ?? options.find(({ text }) => text.text.includes(`“${name}”`));
  if (option === undefined) return false;
  face.state = 'uncertain';
  face.name = name;
  onCritical();
  if (await acknowledged(person.choose(reply, menu, option))) face.state = 'tagged';
  return true;
}

/** In ms. */
const HOME_LIMIT_MS = 15_000;
const TOWNS = ['North', 'South', 'East', 'West'] as const;

async function undo(scene: Scene, onCritical: () => void): Promise<boolean> {
  const found = await findFace(scene, 'tagged');
  if (found === undefined) return false;
  const { face, reply, person } = found;
  const change = controlsOf(reply).find(({ element }) => element.action_id === CHANGE_NAMES_ACTION);
  if (change === undefined) return false;
  const listening = await person.listen();
  try {
    if (!(await acknowledged(person.press(reply, change)))) return false;
    const list = await nextView(listening);
    const row = list?.message.blocks?.findIndex(({ text }) => text?.text.startsWith(`*${face.number} `)) ?? -1;
    const block = list?.message.blocks?.[row];
    if (list === undefined || block?.accessory?.action_id !== UNTAG_FACE_ACTION) return false;
    face.state = 'uncertain';
    onCritical();
    const click = { view_id: list.id, block_id: block.block_id, action_id: UNTAG_FACE_ACTION };
    if (await acknowledged(person.local('block_actions', click))) face.state = 'untagged';
    await person.local('view_closed', { view_id: list.id, is_cleared: true }).catch(() => undefined);
    return true;
  } finally {
    listening.stop();
  }
}

/** The next modal that opens, as a message. */
async function nextView(listening: Listening) {
  const until = performance.now() + HOME_LIMIT_MS;
  while (performance.now() < until && !listening.hasEnded) {
    const event = listening.events.find(({ type }) => type === 'view_opened');
    if (event !== undefined) return viewOf(event);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}

function viewOf(event: SeenMessage) {
  const { view } = event as unknown as { view: { id: string; blocks?: NonNullable<SeenMessage['blocks']> } };
  return { id: view.id, message: { type: 'view', channel: '', ts: '', text: '', blocks: view.blocks ?? [] } };
}

/** Tags a face as oneself, then presses “Forget me”. An account whose request was lost presses it again next time. */
async function forget(scene: Scene, onCritical: () => void): Promise<boolean> {
  const { ledger, random, people } = scene;
  const person = random.pick(people);
  const listening = await person.listen();
  try {
    const own = ledger.linked.get(person.id) ?? (await tagAsOneself(scene, person, listening));
    if (own === undefined) return false;
    const home = await openHome(person, listening);
    if (home === undefined) return true;
    const button = controlsOf(home.message).find(({ element }) => element.action_id === FORGET_PERSON_ACTION);
    if (button === undefined && !own.isAsked) {
      ledger.linked.delete(person.id);
      return true;
    }
    onCritical();
    const click = { view_id: home.id, block_id: button?.blockId, action_id: FORGET_PERSON_ACTION };
    const wasTagged = own.face.state === 'tagged';
    own.isAsked = true;
    own.face.state = 'uncertain';
    // Without a button, the request that seemed lost was done.
    if (button !== undefined && !(await acknowledged(person.local('block_actions', click)))) return true;
    // A name that was not stored leaves an unknown face.
    if (wasTagged) own.face.state = 'forgotten';
    ledger.forgotten.add(own.name);
    ledger.linked.delete(person.id);
    return true;
  } catch {
    // A request or an event was lost.
    return true;
  } finally {
    listening.stop();
  }
}

async function openHome(person: Person, listening: Listening) {
  const seen = listening.events.length;
  if (!(await acknowledged(person.local('app_home_opened', {})))) return undefined;
  const until = performance.now() + HOME_LIMIT_MS;
  while (performance.now() < until && !listening.hasEnded) {
    // The first version shows only that people are being looked up.
    const event = listening.events
      .slice(seen)
      .find((each) => each.type === 'home' && /Forget me|No person here is linked/.test(JSON.stringify(each)));
    if (event !== undefined) return viewOf(event);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}

/** Adds a new person in the modal, with one's own account. @returns undefined if there is no face to tag. */
async function tagAsOneself(scene: Scene, person: Person, listening: Listening): Promise<LinkedPerson | undefined> {
  const seed = Math.floor(scene.random.between(0, 1_000_000));
  // Everyone looks like nobody else, because Rollcall forgets them wherever it recognises them.
  const picture = await drawPhoto([memberAt(strangers, scene.people.indexOf(person))], seed);
  const photo = await upload(scene, person, { picture, faces: 1, isOfPoster: true });
  const [face] = photo?.faces ?? [];
  const reply = photo && (await waitForReply(scene, person, photo.fileId));
  const menu = reply && menuOf(reply, 1);
  if (photo === undefined || face === undefined || reply === undefined || menu === undefined) return undefined;
  const add = (await person.openMenu(reply, menu)).find(({ text }) => text.text.startsWith('Add someone new'));
  if (add === undefined || !(await acknowledged(person.choose(reply, menu, add)))) return undefined;
  const opened = await nextView(listening);
  if (opened === undefined) return undefined;
  const name = `Forgotten ${photo.fileId}`;
  const values = { name: { value: { value: name } }, member: { value: { selected_user: person.id } } };
  const own: LinkedPerson = { name, face, isAsked: false };
  scene.ledger.linked.set(person.id, own);
  face.state = 'uncertain';
  face.name = name;
  const submission = person.local('view_submission', { view_id: opened.id, state: { values } });
  // Someone else may have acted for this account meanwhile, and pressed “Forget me”.
  if ((await acknowledged(submission)) && !own.isAsked) face.state = 'tagged';
  return own;
}

interface FoundFace {
  readonly photo: LedgerPhoto;
  readonly face: LedgerFace;
  readonly reply: SeenMessage;
  readonly person: Person;
}

/** A random face in a state, once its photo has a reply. */
async function findFace(scene: Scene, state: FaceState): Promise<FoundFace | undefined> {
  const { random, ledger, people } = scene;
  const person = random.pick(people);
  const photos = ledger.photos.filter(({ isOfPoster }) => !isOfPoster);
  const faces = photos.flatMap((photo) => photo.faces.map((face) => ({ photo, face })));
  const [first, ...others] = faces.filter(({ face }) => face.state === state);
  if (first === undefined) return undefined;
  const { photo, face } = random.pick([first, ...others]);
  const reply = await waitForReply(scene, person, photo.fileId);
  return reply && { photo, face, reply, person };
}

async function waitForReply(
  { channel, replyLimitMs }: Scene,
  person: Person,
  fileId: string,
): Promise<SeenMessage | undefined> {
  const until = performance.now() + replyLimitMs;
  do {
    const reply = await findReplyTo(person, channel, fileId).catch(() => undefined);
    if (reply !== undefined) return reply;
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (performance.now() < until);
  return undefined;
}

async function findReplyTo(person: Person, channel: string, fileId: string): Promise<SeenMessage | undefined> {
  const { file } = await person.api.files.info({ file: fileId });
  const [ts] = (file?.shares?.public?.[channel] ?? []).map((share) => share.ts);
  if (ts === undefined) return undefined;
  return (await person.repliesTo({ channel, ts })).find(({ bot_id }) => bot_id !== undefined);
}

function menuOf(reply: SeenMessage, number: number): Control | undefined {
  return controlsIn(reply, number).find(({ element }) => element.type === 'external_select');
}

/** The controls of a face; none if the reply does not show it now. */
function controlsIn(reply: SeenMessage, number: number): Control[] {
  try {
    return rowOf(reply, number).controls;
  } catch {
    return [];
  }
}

/** In ms. Slack waits 3 s, so Rollcall then has to answer before an answer is stored. */
const LATE_MS = 1_500;

/** Whether a request got the answer that everything is fine, and is stored. */
async function acknowledged(request: Promise<LocalAnswer>): Promise<boolean> {
  const sentAt = performance.now();
  try {
    const { ok, ack } = await request;
    // A form that is answered with anything else is not done.
    return ok && ack?.['response_action'] === undefined && performance.now() - sentAt < LATE_MS;
  } catch {
    // Rollcall or the connection is gone.
    return false;
  }
}
