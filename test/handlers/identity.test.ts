import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN } from '../support/slack/ids.js';
import { viewAction, viewSubmission } from '../support/slack/payloads.js';

/** Who may change and forget whom: docs/privacy.md. */

const CLEO = 'UCLEO0000';
const ADMIN = 'UADMIN000';
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const cleo = { id: 'slack-ucleo0000', name: 'Cleo' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const alan = { id: 'alan', name: 'Alan Turing' };

let posted: PostedReply;

/** Ada and Cleo have accounts, Grace and Alan do not. Ben named Ada, Cleo and Grace in a photo, and himself is not known. */
beforeEach(async () => {
  posted = await postedReply({
    people: [ada, cleo, grace, alan],
    faces: [fakeFace('a', 0.1), fakeFace('c', 0.3), fakeFace('g', 0.5), fakeFace('n', 0.7)],
    before: async ({ slack }) => {
      slack.state.users.set(CLEO, { id: CLEO, name: 'cleo', real_name: 'Cleo' });
      slack.state.users.set(ADMIN, { id: ADMIN, name: 'admin', is_admin: true });
    },
  });
  await tag('a', ada);
  await tag('c', cleo);
  await tag('g', grace);
  posted.bot.background.length = 0;
});
afterEach(() => posted.bot.slack.close());

const recognizer = () => posted.bot.recognizer;
const tag = (faceId: string, person: { id: string; name: string }, taggedBy = BEN) =>
  recognizer().tags.add({ photoId: PHOTO, faceId, person, taggedBy });
const names = async () => (await recognizer().people.list()).map(({ name }) => name).sort();
const EVERYONE = ['Ada Lovelace', 'Alan Turing', 'Cleo', 'Grace Hopper'];
const logged = () => posted.bot.logged.join('\n');

/** What a modal about a person carries. A forger can put any id into it. */
const modalOf = (personId: string) => ({
  type: 'modal',
  callback_id: 'person',
  private_metadata: JSON.stringify({ personId, origin: { kind: 'home', page: 0 } }),
});

async function rename(personId: string, name: string, by: string): Promise<string> {
  const values = { 'name:before': { value: { type: 'plain_text_input', value: name } } };
  return JSON.stringify(await posted.bot.send(viewSubmission(modalOf(personId), values, by)));
}

async function merge(personId: string, sameAs: string, by: string, callback_id = 'person'): Promise<string> {
  const name = (await recognizer().people.list()).find(({ id }) => id === personId)?.name;
  const values = {
    'name:before': { value: { type: 'plain_text_input', value: name } },
    same_as: { same_as: { type: 'external_select', selected_option: { value: sameAs } } },
  };
  return JSON.stringify(await posted.bot.send(viewSubmission({ ...modalOf(personId), callback_id }, values, by)));
}

async function press(action_id: string, value: string, by: string): Promise<void> {
  await posted.bot.send(viewAction({ action_id, value }, { type: 'home', private_metadata: '0', blocks: [] }, by));
}

async function undo(kind: 'renamed' | 'merged' | 'removed', personId: string, by: string): Promise<void> {
  const record = (await recognizer().people.registry()).records.find(({ id }) => id === personId);
  const at = (kind === 'renamed' ? record?.renames.at(-1) : record?.[kind])?.at.getTime() ?? 0;
  await press('take_back', `${kind}:${personId}:${at}`, by);
}

async function forgetMe(by: string, personId: string): Promise<string> {
  await press('forget_person', personId, by);
  await posted.bot.runBackground();
  return posted.bot.slack.ownMessages(by).at(-1)?.text ?? '';
}

describe('someone with an account', () => {
  const REFUSAL = 'has a Slack account, so only they or a workspace admin can change this. Please ask one of them.';

  it.each([
    ['renamed', () => rename(ada.id, 'Countess', BEN)],
    ['merged into someone else', () => merge(ada.id, grace.id, BEN)],
    ['given someone else', () => merge(grace.id, ada.id, BEN)],
    ['merged by the second modal', () => merge(grace.id, ada.id, BEN, 'merge_person')],
    ['merged into someone with an account by that one', () => merge(ada.id, cleo.id, CLEO)],
    ['given someone with an account by that one', () => merge(cleo.id, ada.id, CLEO)],
  ])('is not %s by another member, who is told who can', async (_what, attempt) => {
    expect(await attempt()).toContain(REFUSAL);
    expect(await names()).toEqual(EVERYONE);
  });

  it('is not removed by another member', async () => {
    await press('remove_person', ada.id, BEN);
    expect(await names()).toEqual(EVERYONE);
    expect(JSON.stringify(posted.bot.slack.modal().shown)).toContain(REFUSAL);
    expect(logged()).toContain(`${BEN} may not change person ${ada.id}.`);
  });

  it('shows another member no field to change them, but says who can', async () => {
    await press('change_person', ada.id, BEN);
    const shown = JSON.stringify(posted.bot.slack.modal().shown);
    expect(shown).toContain(REFUSAL);
    expect(shown).not.toMatch(/remove_person|same_as|plain_text_input/);
    await press('change_person', ada.id, ADA);
    expect(JSON.stringify(posted.bot.slack.modal().shown)).toMatch(/remove_person/);
  });

  it.each([
    ['themselves', ADA],
    ['an admin', ADMIN],
  ])('is renamed, merged and removed by %s, and each can be undone', async (_who, by) => {
    await rename(ada.id, 'Countess', by);
    expect(await names()).toContain('Countess');
    await undo('renamed', ada.id, by);
    await merge(ada.id, grace.id, by);
    expect(await names()).not.toContain('Ada Lovelace');
    await undo('merged', ada.id, by);
    await press('remove_person', ada.id, by);
    expect(await names()).not.toContain('Ada Lovelace');
    await undo('removed', ada.id, by);
    expect(await names()).toEqual(EVERYONE);
    for (const what of ['renamed', 'merged', 'removed', 'undid that']) expect(logged()).toContain(`${by} ${what}`);
  });

  it('stands for everyone merged with them', async () => {
    await merge(ada.id, grace.id, ADA);
    expect(await rename(grace.id, 'Admiral', BEN)).toContain(REFUSAL);
    expect(await merge(alan.id, grace.id, BEN)).toContain(REFUSAL);
    await undo('merged', ada.id, BEN);
    expect(await names()).toEqual(['Alan Turing', 'Cleo', 'Grace Hopper']);
  });

  it('is not linked to a second account', async () => {
    expect(await merge(ada.id, 'slack-uben00000', ADA)).toContain('already linked to another Slack account');
    expect(await names()).toEqual(EVERYONE);
  });
});

describe('someone without an account', () => {
  it('is renamed, merged and linked by anyone, who can undo it', async () => {
    await rename(grace.id, 'Amazing Grace', BEN);
    await merge(alan.id, grace.id, BEN);
    expect(await names()).toEqual(['Ada Lovelace', 'Amazing Grace', 'Cleo']);
    await undo('merged', alan.id, CLEO);
    await merge(alan.id, 'slack-uben00000', CLEO);
    await undo('merged', alan.id, CLEO);
    expect(await names()).toEqual(['Ada Lovelace', 'Alan Turing', 'Amazing Grace', 'Ben Bitdiddle', 'Cleo']);
  });
});

describe('“Forget me”', () => {
  it.each([
    ['into oneself', grace.id, ada.id],
    ['oneself into them', ada.id, grace.id],
  ])('forgets no one whom one has merged %s', async (_way, from, into) => {
    await merge(from, into, ADA);
    const receipt = await forgetMe(ADA, into);
    expect(receipt).toContain('1 other person that had been merged with them. To forget them, too, ask an admin.');
    expect(await names()).toEqual(['Alan Turing', 'Cleo', 'Grace Hopper']);
    expect(await posted.tags()).toEqual([
      ['c', 'Cleo', BEN],
      ['g', 'Grace Hopper', BEN],
    ]);
  });

  it('forgets no one of another name whom someone else took for oneself', async () => {
    await merge(grace.id, 'slack-uben00000', CLEO);
    expect(await names()).toContain('Ben Bitdiddle');
    await forgetMe(BEN, 'slack-uben00000');
    expect(await names()).toEqual(EVERYONE);
    expect(await posted.tags()).toContainEqual(['g', 'Grace Hopper', BEN]);
  });

  it('forgets no one who was renamed to be taken for oneself', async () => {
    await recognizer().people.rename({ personId: grace.id, name: 'Ben Bitdiddle', by: BEN });
    await merge(grace.id, 'slack-uben00000', CLEO);
    await forgetMe(BEN, 'slack-uben00000');
    expect(await names()).toEqual(['Ada Lovelace', 'Alan Turing', 'Ben Bitdiddle', 'Cleo']);
    expect(await posted.tags()).toContainEqual(['g', 'Ben Bitdiddle', BEN]);
  });

  it('forgets no one who is merged into oneself meanwhile', async () => {
    recognizer().before('people.eraseFromModel', () =>
      recognizer().people.merge({ personId: grace.id, intoId: ada.id, by: ADA }),
    );
    await forgetMe(ADA, ada.id);
    expect(await names()).toEqual(['Alan Turing', 'Cleo', 'Grace Hopper']);
  });

  it('forgets those known by one’s name whom others took for oneself', async () => {
    await recognizer().people.add({ id: 'typed', name: 'Ben Bitdiddle' });
    await tag('n', { id: 'typed', name: 'Ben Bitdiddle' }, CLEO);
    await merge('typed', 'slack-uben00000', CLEO);
    expect(await forgetMe(BEN, 'slack-uben00000')).toContain('the name and 1 tag');
    expect(await names()).toEqual(EVERYONE);
    expect(await posted.tags()).toHaveLength(3);
  });

  it('forgets those whom one has merged with oneself and tagged alone', async () => {
    await recognizer().people.add({ id: 'typed', name: 'The Countess' });
    await tag('n', { id: 'typed', name: 'The Countess' }, ADA);
    await merge('typed', ada.id, ADA);
    expect(await forgetMe(ADA, ada.id)).toContain('the name and 2 tags');
    expect(await names()).toEqual(['Alan Turing', 'Cleo', 'Grace Hopper']);
  });

  it('forgets those whom an admin has merged with oneself', async () => {
    await merge(grace.id, ada.id, ADMIN);
    await forgetMe(ADA, ada.id);
    expect(await names()).toEqual(['Alan Turing', 'Cleo']);
  });

  it('is no one else’s to ask for, by whatever id', async () => {
    await merge(alan.id, grace.id, BEN);
    for (const id of [ada.id, grace.id, alan.id]) {
      expect(await forgetMe(BEN, id)).toContain('Only that person or a workspace admin');
    }
    expect(await posted.tags()).toHaveLength(3);
  });
});
