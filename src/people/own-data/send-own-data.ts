import { z } from 'zod';
import type { Deps } from '../../deps.js';
import { createSingleFlight } from '../../single-flight.js';
import { unlessGone } from '../../slack/errors.js';
import { sendFile } from '../../slack/send-file.js';
import { TEXT_AS_WRITTEN } from '../../slack/text-as-written.js';
import { HOME_WORDING } from '../../views/wording/home.js';
import { gatherOwnData } from './gather-own-data.js';

type OwnDataDeps = Pick<Deps, 'recognizer' | 'slack' | 'slackForPosts' | 'backgroundSlack' | 'bot' | 'log' | 'now'>;

/** The file name leads to the file when the person is erased. */
const nameFor = (userId: string) => `rollcall-data-${userId}.json`;

const sending = createSingleFlight<void>();

/** Sends a person everything that is stored about them, in a direct message. It replaces the file that they were sent before. */
export function sendOwnData(deps: OwnDataDeps, userId: string): Promise<void> {
  // Two workspaces of one organisation have the same user ids.
  return sending.run(`${deps.bot.teamId} ${userId}`, () => send(deps, userId));
}

async function send(deps: OwnDataDeps, userId: string): Promise<void> {
  const data = await gatherOwnData(deps, userId);
  await deleteOwnData(deps, [userId]);
  // Its answer has the id of the conversation, which could otherwise only be found with another scope.
  const { channel: channelId } = await deps.slackForPosts.chat.postMessage({
    channel: userId,
    text: HOME_WORDING.ownDataFollows,
    ...TEXT_AS_WRITTEN,
  });
  if (channelId === undefined) throw new Error('Slack does not say which conversation a message is in');
  const bytes = Buffer.from(`${JSON.stringify(data, null, 2)}\n`);
  await sendFile(deps.slack, { bytes, filename: nameFor(userId), title: nameFor(userId), channelId });
  deps.log.info(`${userId} was sent what is stored about them.`);
}

const listed = z.object({
  files: z.array(z.object({ id: z.string(), name: z.string().nullish() })),
  paging: z.object({ pages: z.number() }).optional(),
});
const PER_PAGE = 200;
const MAX_PAGES = 100;

/** Deletes the files that people were sent. */
export async function deleteOwnData(
  deps: Pick<Deps, 'backgroundSlack' | 'bot'>,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  const names = new Set(userIds.map(nameFor));
  const found: string[] = [];
  for (let page = 1, pages = 1; page <= Math.min(pages, MAX_PAGES); page++) {
    const request = { user: deps.bot.userId, count: PER_PAGE, page };
    const answer = listed.parse(await deps.backgroundSlack.files.list(request));
    found.push(...answer.files.flatMap(({ id, name }) => (name && names.has(name) ? [id] : [])));
    pages = answer.paging?.pages ?? 1;
  }
  for (const file of found) await unlessGone(deps.backgroundSlack.files.delete({ file }));
}
