import { createHmac } from 'node:crypto';
import type { Payload } from './payloads.js';

/** Sends something to Rollcall’s address as Slack does: events as JSON, everything else as a form, signed with the secret. */
export function sendSigned(address: string, secret: string, payload: Payload): Promise<Response> {
  const isEvent = payload['type'] === 'event_callback';
  const form =
    payload['type'] === undefined ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) };
  const body = isEvent ? JSON.stringify(payload) : new URLSearchParams(form).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return fetch(`${address}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': isEvent ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
}
