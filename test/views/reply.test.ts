import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaceRow, Verdict } from '../../src/faces/model.js';
import { MAX_ALT_TEXT, MAX_MESSAGE_TEXT } from '../../src/views/blocks.js';
import { readFaceControl } from '../../src/views/face-controls.js';
import {
  buildReply,
  explainsTraining,
  type ReplyMessage,
  type ReplyPhoto,
  type TrainingHint,
} from '../../src/views/reply.js';
import { faceRow, likely, named, sure, unknown } from '../support/face-rows.js';
import { facesOf as facesOfMessage } from '../support/slack/read-message.js';
import { expectAcceptedBySlack } from '../support/slack-rules.js';

function replyTo(
  photos: readonly (readonly Verdict[])[],
  options: { page?: number; revision?: string; explainTraining?: TrainingHint; picture?: boolean } = {},
): ReplyMessage {
  return buildReply({
    photos: photos.map(
      (verdicts, index): ReplyPhoto => ({
        photoId: `slack-f0000000${index}`,
        pictureFileId: options.picture === false ? undefined : `F000PIC0${index}`,
        rows: verdicts.map((verdict, each): FaceRow => faceRow(each + 1, verdict)),
      }),
    ),
    page: options.page ?? 0,
    revision: options.revision ?? 'r1',
    explainTraining: options.explainTraining,
  });
}

const texts = ({ blocks }: ReplyMessage) =>
  blocks.flatMap((block) => (block.type === 'section' ? [block.text?.text ?? ''] : []));
const facesOf = ({ blocks }: ReplyMessage) => facesOfMessage({ blocks: blocks.map((block) => ({ ...block })) });
const blockIds = ({ blocks }: ReplyMessage) => blocks.map((block) => block.block_id ?? '');
const four = [sure('Ada Lovelace'), likely('Grace Hopper'), unknown, named('Alan Turing', 'UBEN00000')];

describe('the reply to a photo', () => {
  it('says who is in it, asks about the faces that need an answer, and has one line for the others', () => {
    expect(texts(replyTo([four]))).toEqual([
      '*Ada Lovelace, Alan Turing*, perhaps Grace Hopper and someone I don’t know yet',
      '*2 Is this Grace Hopper?*',
      '*3 Who is this?*',
      '*1\u00A0Ada Lovelace* · *4\u00A0Alan Turing*',
    ]);
  });

  it('shows the numbered picture, whose alt text says who is where', () => {
    expect(replyTo([four]).blocks[1]).toMatchObject({
      type: 'image',
      slack_file: { id: 'F000PIC00' },
      alt_text:
        'Photo with 4 numbered faces, from left to right: 1 Ada Lovelace, 2 perhaps Grace Hopper, 3 not named yet, 4 Alan Turing.',
    });
    expect(replyTo([[unknown]]).blocks[1]).toMatchObject({ alt_text: 'Photo with 1 numbered face: 1 not named yet.' });
  });

  it('has a text that makes sense alone and mentions no one', () => {
    expect(replyTo([four]).text).toBe(
      '4 faces: 1 Ada Lovelace, 2 perhaps Grace Hopper, 3 not named yet, 4 Alan Turing.',
    );
    expect(replyTo([[unknown], [sure('Ada')]]).text).toBe(
      '2 faces in 2 photos: photo 1: 1 not named yet; photo 2: 1 Ada.',
    );
  });

  it('asks about a likely face with Yes, No and someone else', () => {
    const { blocks } = replyTo([four]);
    const actions = blocks.find((block) => block.type === 'actions');
    expect(actions?.type === 'actions' && actions.elements).toMatchObject([
      { type: 'button', action_id: 'confirm_person', text: { text: 'Yes' }, value: 'grace-hopper' },
      { type: 'button', action_id: 'reject_person', text: { text: 'No' }, value: 'grace-hopper' },
      { type: 'external_select', action_id: 'pick_person', min_query_length: 0 },
    ]);
  });

  it('has a menu for an unknown face, and “Change…” beside the names', () => {
    const { blocks } = replyTo([[sure('Ada'), unknown]]);
    expect(blocks.slice(2)).toMatchObject([
      { accessory: { type: 'external_select', placeholder: { text: 'Choose a person' } } },
      { accessory: { type: 'button', action_id: 'change_names', text: { text: 'Change…' } } },
    ]);
  });

  it('offers to name everyone when several faces need an answer', () => {
    const offer = { accessory: { action_id: 'name_everyone', text: { text: 'Name everyone' } } };
    expect(replyTo([[unknown], [likely('Ada')]]).blocks[0]).toMatchObject(offer);
    expect(replyTo([[unknown, sure('Ada'), named('Ben')]]).blocks[0]).not.toHaveProperty('accessory');
  });

  it('shows a name literally, whatever characters it is made of', () => {
    const line = texts(replyTo([[sure('<!channel> & *Bo*')]])).at(-1);
    expect(line).toContain('&lt;!channel&gt; &amp; ');
    expect(line).not.toMatch(/\*Bo\*/);
    expect(replyTo([[sure('<@U123>')]]).text).toContain('&lt;@U123&gt;');
  });

  it('says how faces are numbered when there is no picture to show the numbers', () => {
    const { blocks } = replyTo([[unknown, unknown]], { picture: false });
    expect(blocks[1]).toMatchObject({
      type: 'context',
      elements: [{ text: expect.stringContaining('left to right') }],
    });
    expectAcceptedBySlack(blocks);
  });

  it('groups several photos, each under its own picture', () => {
    const { blocks } = replyTo([[unknown], [sure('Ada'), unknown]]);
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'image', 'section', 'image', 'section', 'section']);
    expect(blocks[3]).toMatchObject({ title: { text: 'Photo 2 of 2' }, slack_file: { id: 'F000PIC01' } });
  });

  it('explains what to do with the names only when asked to', () => {
    expect(replyTo([four], { explainTraining: 'by hand' }).blocks.at(-1)).toMatchObject({
      type: 'context',
      elements: [{ text: expect.stringContaining('/train-faces') }],
    });
    expect(explainsTraining(replyTo([four], { explainTraining: 'automatic' }).blocks)).toBe(true);
    expect(JSON.stringify(replyTo([four]).blocks)).not.toContain('/train-faces');
    expect(explainsTraining(replyTo([four]).blocks)).toBe(false);
  });

  it('keeps its menus until all faces have a name, so that nothing moves meanwhile', () => {
    const typesOf = (verdicts: readonly Verdict[]) => replyTo([verdicts]).blocks.map(({ type }) => type);
    const menus = ['section', 'image', 'actions', 'section'];
    expect(typesOf([named('Ada'), unknown, unknown, unknown, unknown])).toEqual(menus);
    expect(typesOf([named('Ada'), named('Ben'), named('Cleo'), named('Dora'), unknown])).toEqual(menus);
    // A guess is answered with one click, and recognised people were never asked about.
    expect(typesOf([named('Ada'), named('Ben'), named('Cleo'), named('Dora'), likely('Eve')])).toEqual([
      'section',
      'image',
      'section',
      'actions',
      'section',
    ]);
    expect(typesOf([sure('Ada'), sure('Ben'), sure('Cleo'), sure('Dora'), unknown])).toEqual([
      'section',
      'image',
      'section',
      'section',
    ]);
  });

  it('has block ids that are new with every update', () => {
    const once = blockIds(replyTo([four], { revision: 'r1' }));
    const again = blockIds(replyTo([four], { revision: 'r2' }));
    expect(once.filter((id) => again.includes(id))).toEqual([]);
    expect(new Set(once).size).toBe(once.length);
  });
});

describe('a reply with many faces', () => {
  const many = (amount: number, verdict: (index: number) => Verdict) =>
    Array.from({ length: amount }, (_, index) => verdict(index));
  /** An ordinary name, and an id as long as Clarifai's may be. */
  const somebody = (index: number, verdict: (name: string) => Verdict): Verdict => {
    const guess = verdict(`Somebody Ordinary ${index}`);
    if (!('person' in guess)) return guess;
    return { ...guess, person: { ...guess.person, id: index.toString(16).padStart(32, '0') } };
  };
  const longName = (index: number) => `${'Wolfeschlegelsteinhausenbergerdorff '.repeat(3).slice(0, 70)} ${index}`;

  it.each([
    ['unknown', (): Verdict => unknown],
    ['sure', (index: number) => somebody(index, sure)],
    ['asked about', (index: number) => somebody(index, likely)],
    ['named', (index: number) => somebody(index, named)],
  ])('shows 29 faces in one message when all are %s', (_what, verdict) => {
    const reply = replyTo([many(29, verdict)], { explainTraining: 'by hand' });
    expectAcceptedBySlack(reply.blocks);
    expect(facesOf(reply)).toHaveLength(29);
  });

  it('is a menu for each face that needs an answer, with the question on it', () => {
    const reply = replyTo([[likely('Grace'), ...many(28, () => unknown)]]);
    const menus = reply.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(menus).toHaveLength(29);
    expect(menus[0]).toMatchObject({ placeholder: { text: '1 Is this Grace?' } });
    expect(menus[28]).toMatchObject({ placeholder: { text: '29 Who is this?' } });
    const block = reply.blocks.find(({ type }) => type === 'actions')?.block_id ?? '';
    const action_id = String(Reflect.get(menus[0] ?? {}, 'action_id'));
    expect(readFaceControl({ block_id: block, action_id })).toEqual({
      photoId: 'slack-f00000000',
      faceId: faceRow(1, unknown).face.id,
      candidateId: 'grace',
    });
  });

  it('is spread over pages when it passes what Slack takes, without losing or repeating a face', () => {
    const photos = many(8, () => unknown).map(() =>
      many(12, (index) => (index % 3 === 0 ? unknown : likely(longName(index)))),
    );
    const first = replyTo(photos);
    const pages = Number(/of (\d+)\)/.exec(JSON.stringify(first.blocks))?.[1]);
    expect(pages).toBeGreaterThan(1);
    const all = Array.from({ length: pages }, (_, page) => replyTo(photos, { page }));
    for (const page of all) expectAcceptedBySlack(page.blocks);
    expect(all.flatMap(facesOf)).toHaveLength(8 * 12);
    for (const { blocks } of all) expect(blocks[1]?.type).toBe('image');
    expect(replyTo(photos, { page: 99 }).page).toBe(pages - 1);
  });

  it('describes in each picture’s alt text only the faces on its page', () => {
    const faces = many(29, (index) => named(`${'名'.repeat(70)}${index}`));
    const pages = Number(/of (\d+)\)/.exec(JSON.stringify(replyTo([faces]).blocks))?.[1]);
    // Each page used to carry all the names, which left room for one row.
    expect(pages).toBeLessThanOrEqual(5);
    const described = Array.from({ length: pages }, (_, page) => replyTo([faces], { page }).blocks[1]).map((block) =>
      block?.type === 'image' ? block.alt_text : '',
    );
    expect(described[0]).toMatch(/^Photo with 29 numbered faces \(here 1 to \d+\), from left to right: 1 /);
    expect(described.join().match(/, \d+ 名|: \d+ 名/g)).toHaveLength(29);
  });

  it('has a text and alt texts within Slack’s limits', () => {
    const reply = replyTo([many(60, (index) => sure(longName(index)))]);
    expect(reply.text.length).toBeLessThan(MAX_MESSAGE_TEXT);
    const image = reply.blocks[1];
    expect(image?.type === 'image' && image.alt_text.length).toBeLessThanOrEqual(MAX_ALT_TEXT);
  });

  it('is accepted by Slack whatever is on the photos', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const verdict = fc.oneof(
      fc.constant(unknown),
      name.map((each) => sure(each)),
      name.map((each) => likely(each)),
      name.map((each) => named(each)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(verdict, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 6 }),
        fc.nat(5),
        (photos, page) => {
          expectAcceptedBySlack(replyTo(photos, { page, explainTraining: 'by hand' }).blocks);
        },
      ),
      { numRuns: 60 },
    );
  });
});
