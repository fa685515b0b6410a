import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { sendWithRetry } from '../../src/replies/publish-reply.js';
import { silentLog } from '../support/silent-log.js';

const lostAnswer = () => new WebAPIRequestError(new Error('socket hang up'));
const refusal = (error: string, messages?: string[]) =>
  new WebAPIPlatformError({ ok: false, error, ...(messages === undefined ? {} : { response_metadata: { messages } }) });
const pictureRefused = () =>
  refusal('invalid_blocks', ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]']);

/** Sends until it works, failing with each error in turn. @returns what arrived, the tries, and the waits in ms between them. */
async function send(errors: readonly Error[], findSent?: () => Promise<string | undefined>) {
  const tries: boolean[] = [];
  const waits: number[] = [];
  const left = [...errors];
  const deps = {
    log: silentLog,
    sleep: async (ms: number) => {
      waits.push(ms);
    },
  };
  const sent = await sendWithRetry(deps, {
    async send(withPictures) {
      tries.push(withPictures);
      const error = left.shift();
      if (error !== undefined) throw error;
      return withPictures ? 'sent with pictures' : 'sent without';
    },
    ...(findSent === undefined ? {} : { findSent }),
  }).catch((error: unknown) => error);
  return { sent, tries, waits };
}

describe('sending a message once', () => {
  it('takes one try when nothing is wrong', async () => {
    expect(await send([])).toEqual({ sent: 'sent with pictures', tries: [true], waits: [] });
  });

  it('waits longer and longer until Slack has processed a picture', async () => {
    const { sent, waits } = await send([pictureRefused(), pictureRefused(), refusal('invalid_blocks')]);
    expect(sent).toBe('sent with pictures');
    expect(waits).toEqual([200, 400, 800]);
  });

  it('goes without the pictures after six seconds, rather than not at all', async () => {
    const { sent, waits } = await send(Array.from({ length: 6 }, pictureRefused));
    expect(sent).toBe('sent without');
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(5900);
  });

  it.each([
    ['blocks that are wrong for another reason', refusal('invalid_blocks', ['[ERROR] must be shorter'])],
    ['a channel it was removed from', refusal('not_in_channel')],
    ['a request that Slack did not understand', new WebAPIHTTPError(404, 'Not Found', {})],
  ])('gives up at once for %s', async (_what, error) => {
    expect(await send([error])).toEqual({ sent: error, tries: [true], waits: [] });
  });

  it.each([
    ['a lost connection', lostAnswer()],
    ['a server error', new WebAPIHTTPError(503, 'Service Unavailable', {})],
  ])('looks before it sends again after %s', async (_what, error) => {
    expect(await send([error], async () => 'found')).toMatchObject({ sent: 'found', tries: [true] });
    expect(await send([error], async () => undefined)).toMatchObject({
      sent: 'sent with pictures',
      tries: [true, true],
    });
  });

  it('sends again without looking where sending twice does no harm', async () => {
    expect(await send([lostAnswer()])).toMatchObject({ sent: 'sent with pictures', waits: [500] });
  });

  it('gives up after three lost answers', async () => {
    const { sent, tries } = await send([lostAnswer(), lostAnswer(), lostAnswer()], async () => undefined);
    expect(sent).toBeInstanceOf(WebAPIRequestError);
    expect(tries).toHaveLength(3);
  });

  it('still shows the pictures when the answer to a try with them was lost', async () => {
    const { sent, waits } = await send([pictureRefused(), lostAnswer()], async () => undefined);
    expect(sent).toBe('sent with pictures');
    expect(waits).toEqual([200, 500]);
  });
});
