import { createRecognizer, type RecognizerOptions } from '../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { type FakeClarifai, type Handlers, startFakeClarifai } from './fake-clarifai.js';
import { silentLog } from './silent-log.js';

/** A recogniser in a hurry, at a fake Clarifai; `close` ends both. */
export async function openRecognizer(
  handlers: Handlers,
  options: Partial<RecognizerOptions> = {},
): Promise<{ fake: FakeClarifai; recognizer: Recognizer; another(): Recognizer; close(): Promise<void> }> {
  const fake = await startFakeClarifai(handlers);
  const opened: Recognizer[] = [];
  const another = (): Recognizer => {
    const recognizer = createRecognizer({
      apiBase: fake.apiBase,
      key: 'key',
      userId: 'user',
      appId: 'app',
      log: silentLog,
      retry: { firstMs: 1, longestMs: 2, throttledFirstMs: 5, throttledLongestMs: 5, coldMs: 5 },
      ...options,
      polling: {
        photo: { firstMs: 1, growth: 1, longestMs: 5, limitMs: 15_000 },
        training: { firstMs: 1, growth: 1, longestMs: 5, limitMs: 15_000 },
        tag: { firstMs: 1, growth: 1, longestMs: 5, limitMs: 15_000 },
        relistMs: [1, 1, 1],
        registryMaxAgeMs: 0,
        ...options.polling,
      },
    });
    opened.push(recognizer);
    return recognizer;
  };
  return {
    fake,
    recognizer: another(),
    another,
    async close() {
      for (const recognizer of opened) await recognizer.close();
      await fake.close();
    },
  };
}
