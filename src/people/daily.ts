import type { Deps } from '../deps.js';
import type { AskConsent } from './consent/ask-consent.js';
import type { Lapse } from './lapse/lapse.js';

/** What is done once a day and after every start. What was done is stored with the people, so it may be done at any time. */
export interface Daily {
  /** Does it now, and from now on every day. */
  start(): Promise<void>;
  close(): void;
}

const DAY_MS = 24 * 60 * 60_000;

export function createDaily(
  deps: Pick<Deps, 'inBackground'> & { readonly askConsent: AskConsent; readonly lapse: Lapse },
): Daily {
  let timer: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    await deps.askConsent.askEveryoneNamed();
    await deps.lapse.run();
  }

  return {
    async start() {
      timer ??= setInterval(() => deps.inBackground(run), DAY_MS);
      timer.unref();
      await run();
    },
    close: () => clearInterval(timer),
  };
}
