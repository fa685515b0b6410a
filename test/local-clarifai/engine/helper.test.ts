import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  askForHelp,
  type Helper,
  type HelpWanted,
  help,
  shareFaces,
} from '../../../src/local-clarifai/engine/helper.js';

describe('faces shared with another worker', () => {
  let asking: MessageChannel;
  beforeEach(() => {
    asking = new MessageChannel();
  });
  afterEach(() => asking.port1.close());

  /** Asks, and answers as the main thread does. */
  const ask = (answer: (work: MessagePort) => unknown): HelpWanted => {
    asking.port1.once('message', answer);
    return askForHelp(asking.port2);
  };
  const double = async (crop: Float32Array) => crop.map((value) => 2 * value);
  const later = () => new Promise((resolve) => setTimeout(resolve, 5));
  /** Doubles each number, and notes who does. */
  const share = async (wanted: HelpWanted | undefined, numbers = [1, 2, 3, 4, 5, 6]) => {
    const alone: number[] = [];
    const results = await shareFaces(numbers, wanted, {
      async alone(number) {
        alone.push(number);
        await later();
        return 2 * number;
      },
      helped: async (number, helper: Helper) => (await helper.embed(Float32Array.of(number), true))?.embedding?.[0],
    });
    return { alone, results };
  };

  it('are computed alone without one', async () => {
    expect(await share(undefined)).toEqual({ alone: [1, 2, 3, 4, 5, 6], results: [2, 4, 6, 8, 10, 12] });
  });

  it('come back in their order, some from each', async () => {
    let helping: Promise<void> | undefined;
    const { alone, results } = await share(
      ask((work) => {
        helping = help(work, double);
      }),
    );
    expect(results).toEqual([2, 4, 6, 8, 10, 12]);
    expect(alone).toContain(1);
    expect(alone).not.toContain(6);
    await helping;
  });

  it('are computed alone while every other worker is busy', async () => {
    const { alone, results } = await share(ask((work) => work.close()));
    expect(results).toEqual([2, 4, 6, 8, 10, 12]);
    expect(alone).toHaveLength(6);
  });

  it('are computed alone if nobody answers', async () => {
    const { alone } = await share(ask(() => {}));
    expect(alone).toHaveLength(6);
  });

  it.each([
    ['fails', (work: MessagePort) => void help(work, () => Promise.reject(new Error('out of memory')))],
    [
      'ends',
      (work: MessagePort) => {
        work.once('message', () => work.close());
        work.postMessage('ready');
      },
    ],
  ])('are all computed if the other one %s', async (_, answer) => {
    const { results } = await share(ask(answer));
    expect(results).toEqual([2, 4, 6, 8, 10, 12]);
  });

  it('leave a helper free that begins after the end', async () => {
    const work = new Promise<MessagePort>((resolve) => asking.port1.once('message', resolve));
    await share(askForHelp(asking.port2), [1]);
    await expect(help(await work, double)).resolves.toBeUndefined();
  });
});
