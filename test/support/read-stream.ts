import { onTestFinished } from 'vitest';
import type { TestSlack } from './local-slack.js';
import { waitUntil } from './wait-until.js';

/** The text of a stream of events, as it arrives. */
interface StreamText {
  readonly text: string;
  /** Waits until the text contains `part`. */
  waitFor(part: string): Promise<unknown>;
  stop(): void;
}

/** Reads `GET /local/stream?<query>` until the test ends. */
export async function readStream(slack: TestSlack, query: string, lastEventId?: string): Promise<StreamText> {
  const reading = new AbortController();
  const stop = () => reading.abort();
  onTestFinished(stop);
  const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
  const response = await fetch(`${slack.url}/local/stream?${query}`, { headers, signal: reading.signal });
  const stream = { text: '', waitFor: (part: string) => waitUntil(() => stream.text.includes(part)), stop };
  const collect = async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) stream.text += chunk;
  };
  collect().catch((error: unknown) => {
    if (!reading.signal.aborted) throw error;
  });
  return stream;
}
