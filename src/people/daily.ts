import type { Deps } from '../deps.js';
import { orUndefined } from '../failures.js';
import type { FacePictures } from '../replies/face-pictures.js';
import type { StoreMissingFaces } from '../replies/store-missing-faces.js';
import type { AskConsent } from './consent/ask-consent.js';
import type { Lapse } from './lapse/lapse.js';

/** What is done once a day and after every start. What was done is stored with the people, so it may be done at any time. */
export interface Daily {
  /** Does it now, and from now on every day. */
  start(): Promise<void>;
  close(): void;
}

const DAY_MS = 24 * 60 * 60_000;
/** Crops are made anew when they are shown, so older ones are probably not needed. */
const CROPS_KEPT_MS = 30 * DAY_MS;

export function createDaily(
  deps: Pick<Deps, 'inBackground' | 'isClosing' | 'log' | 'now'> & {
    readonly askConsent: AskConsent;
    readonly lapse: Lapse;
    readonly facePictures: Pick<FacePictures, 'expire'>;
    readonly storeMissingFaces: StoreMissingFaces;
  },
): Daily {
  let timer: NodeJS.Timeout | undefined;

  /** A failure of one does not keep the others. The next day tries again. */
  async function run(): Promise<void> {
    const { askConsent, lapse, facePictures, log } = deps;
    await orUndefined(askConsent.askEveryoneNamed(), 'Not everyone was asked for consent', log.warn);
    await orUndefined(lapse.run(), 'People did not lapse', log.warn);
    if (deps.isClosing()) return;
    await orUndefined(facePictures.expire(deps.now() - CROPS_KEPT_MS), 'Old crops were not deleted', log.warn);
    // It takes hours with many photos.
    deps.inBackground(deps.storeMissingFaces);
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
