import WebSocket from 'ws';
import type { TestSlack } from './local-slack.js';
import { waitUntil } from './wait-until.js';

export interface Envelope {
  readonly envelope_id: string;
  readonly type: string;
  readonly payload: Record<string, unknown>;
  readonly accepts_response_payload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

/** The app's end of Socket Mode without Bolt: it shows every envelope, and can acknowledge anything, or nothing. */
export interface TestApp {
  readonly hello: Record<string, unknown>;
  readonly envelopes: Envelope[];
  /** The messages after the hello that are not envelopes. */
  readonly notices: Record<string, unknown>[];
  /** The payload to acknowledge an envelope with, or {@link NEVER}. */
  answer: (envelope: Envelope) => unknown;
  /** Waits for the envelope of that type with that index. */
  next(type: string, index?: number): Promise<Envelope>;
  close(): void;
}

export const NEVER = Symbol('never');

export async function connectTestApp(slack: TestSlack): Promise<TestApp> {
  const response = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${slack.appToken}` },
  });
  const { url } = (await response.json()) as { url: string };
  const socket = new WebSocket(url);
  const messages: Record<string, unknown>[] = [];
  const envelopes: Envelope[] = [];
  const notices: Record<string, unknown>[] = [];
  const app: TestApp = {
    hello: {},
    envelopes,
    notices,
    answer: () => undefined,
    next: (type, index = 0) => waitUntil(() => envelopes.filter((envelope) => envelope.type === type)[index]),
    close: () => socket.close(),
  };
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Record<string, unknown>;
    messages.push(message);
    if (message['envelope_id'] === undefined) {
      if (messages.length > 1) notices.push(message);
      return;
    }
    const envelope = message as unknown as Envelope;
    envelopes.push(envelope);
    const payload = app.answer(envelope);
    if (payload !== NEVER) socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload }));
  });
  await new Promise((resolve, reject) => {
    socket.once('message', resolve);
    socket.once('error', reject);
  });
  return Object.assign(app, { hello: messages[0] });
}
