import type { StreamEvent } from '../state/changes.js';
import { NAMED_EVENTS, readStreamEvent } from './stream-events.js';

export interface StreamListener {
  onEvent(event: StreamEvent): void;
  /** Connected. `hasMissed` means that events were missed and everything must be loaded again. */
  onOpen(hasMissed: boolean): void;
  onLost(): void;
}

const RETRY_MS = 2_000;

/**
 * Receives the events of a person while the page is open. The browser reconnects by itself and sends the id of the
 * last event it received. When it gives up (the server was stopped), a new stream is opened every two seconds.
 * @returns a function that ends it.
 */
export function openStream(user: string, listener: StreamListener): () => void {
  let source: EventSource;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hasBeenOpen = false;

  const receive = (message: MessageEvent<string>) => {
    const event = readStreamEvent(message.data);
    if (event) listener.onEvent(event);
  };
  const connect = (isFresh: boolean) => {
    source = new EventSource(`/local/stream?named=true&user=${encodeURIComponent(user)}`);
    let mustReload = isFresh && hasBeenOpen;
    source.onopen = () => {
      listener.onOpen(mustReload);
      mustReload = false;
      hasBeenOpen = true;
    };
    source.onmessage = receive;
    for (const name of NAMED_EVENTS) source.addEventListener(name, receive);
    source.addEventListener('reset', () => listener.onOpen(true));
    source.onerror = () => {
      listener.onLost();
      if (source.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(() => connect(true), RETRY_MS);
    };
  };

  connect(false);
  return () => {
    clearTimeout(retry);
    source.close();
  };
}
