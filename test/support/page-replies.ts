import type { KnownBlock } from '@slack/types';
import type { Locator, Page } from 'playwright-core';
import { option, plain, section } from './block-kit.js';
import { PHOTOS } from './local-slack.js';
import type { OpenOptions, PageLab } from './page-lab.js';
import type { TestApp } from './slack-app.js';

/** Replies like Rollcall's, in the page. Each `revision` has new block ids, as Slack advises for updates. */

/** A row that asks who a face is. */
export const askRow = (face: number, revision = 0): KnownBlock => ({
  ...section(`*${face}* Who is this?`),
  block_id: `face-${face}-${revision}`,
  accessory: {
    type: 'external_select',
    action_id: 'pick',
    placeholder: plain('Choose a person'),
    min_query_length: 0,
  },
});

export const askRows = (count: number, revision = 0): KnownBlock[] =>
  Array.from({ length: count }, (_, index) => askRow(index + 1, revision));

/** A row that says that a face is Ada. */
export const namedRow = (face: number, revision = 0): KnownBlock => ({
  ...section(`*${face}* Ada`),
  block_id: `face-${face}-${revision}`,
  accessory: { type: 'button', action_id: 'undo', text: plain('Undo') },
});

/** A row that asks whether a face is Ada. */
export const likelyRow = (face: number, revision = 0): KnownBlock[] => [
  section(`*${face}* Is this Ada?`),
  {
    type: 'actions',
    block_id: `face-${face}-${revision}`,
    elements: [
      { type: 'button', action_id: 'yes', text: plain('Yes') },
      { type: 'button', action_id: 'no', text: plain('No') },
    ],
  },
];

/** @param fileId the picture, uploaded by the app. */
export const numberedPicture = (fileId: string, faces: number): KnownBlock => ({
  type: 'image',
  slack_file: { id: fileId },
  alt_text: Array.from({ length: faces }, (_, face) => `Face ${face + 1}: not named yet`).join('. '),
});

/** Posts a message as Ada, replies with the blocks as the app, and opens the thread. */
export async function openReply(lab: PageLab, blocks: readonly KnownBlock[], options: OpenOptions = {}) {
  const post = await lab.post('A photo');
  const ts = await lab.reply(post, blocks);
  const page = await lab.open(`#/c/${PHOTOS}/t/${post}`, options);
  await replyIn(page).waitFor();
  return { page, post, ts };
}

export const threadIn = (page: Page): Locator => page.getByRole('region', { name: 'Thread' });

export const replyIn = (page: Page): Locator => threadIn(page).getByRole('article', { name: /^Rollcall,/ });

/** The accessible name of the focused element, or else its tag. */
export const focusedName = (page: Page): Promise<unknown> =>
  page.evaluate(`document.activeElement.getAttribute('aria-label') ?? document.activeElement.tagName`);

/** The fields of elements that tests use: they have no DOM types. */
export interface PageElement {
  scrollTop: number;
  readonly scrollHeight: number;
  readonly naturalWidth: number;
}

/** Lets the app suggest seven people for every menu. */
export function suggestPeople(app: TestApp): void {
  const people = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Fay', 'Gus'].map((name) => option(name.toLowerCase(), name));
  app.answer = ({ payload }) => {
    if (payload['type'] !== 'block_suggestion') return undefined;
    const typed = String(payload['value']).toLowerCase();
    return { options: people.filter(({ value }) => value.startsWith(typed)) };
  };
}
