import { describe, expect, it } from 'vitest';
import { ADA, BEN, PHOTOS } from '../../support/local-slack.js';
import { startPageLab } from '../../support/page-lab.js';

const lab = startPageLab();

describe('a message that cannot be shown', () => {
  it('does not hide the others', async () => {
    const broken = await lab.post('Broken soon');
    await lab.post('Still here');
    lab.expectLogged(/./);
    const page = await lab.open('#/home');
    await page.route('**/api/conversations.history', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as { messages: { ts: string; blocks?: unknown }[] };
      for (const message of body.messages)
        if (message.ts === broken) message.blocks = [{ type: 'section', text: 5 }, null];
      await route.fulfill({ response, json: body });
    });
    await page.goto(`${lab.slack.url}/?user=${BEN}#/c/${PHOTOS}`);
    await page.getByText('This message can’t be shown.').waitFor();
    await page.getByText('Still here').first().waitFor();
  });

  it('does not block the page, however long it is', async () => {
    await lab.slack.as(ADA).chat.postMessage({ channel: PHOTOS, text: ' *a*'.repeat(9_500) });
    await lab.slack.as(ADA).chat.postMessage({ channel: PHOTOS, text: `:${'a'.repeat(39_000)}` });
    const page = await lab.open(`#/c/${PHOTOS}`);
    await expect.poll(() => page.getByRole('article').filter({ hasText: ':aaa' }).count()).toBe(1);
    const { messages = [] } = await lab.slack.as(ADA).conversations.history({ channel: PHOTOS, limit: 2 });
    for (const { ts = '' } of messages) await lab.slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
  });
});
