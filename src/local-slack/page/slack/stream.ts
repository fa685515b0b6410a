import type { StreamEvent } from '../state/changes.js';
import { NAMED_EVENTS, readStreamEvent } from './stream-events.js';

export interface StreamListener {
  onEvent(event: StreamEvent): void;
  /** Connected; `hasMissed` when what happened meanwhile must be read again. */
  onOpen(hasMissed: boolean): void;
  onLost(): void;
}

const RETRY_MS = 2_000;

/**
 * Listens to everything a person sees, for as long as the page is open. The browser reconnects by itself and names the
 * last event it had; where the server does not let it (it was stopped), we start afresh every two seconds.
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
    let mustReadAgain = isFresh && hasBeenOpen;
    source.onopen = () => {
      listener.onOpen(mustReadAgain);
      mustReadAgain = false;
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
