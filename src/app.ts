import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, LogLevel } from '@slack/bolt';
import type { Recognizer } from './clarifai/recognizer.js';
import type { Trainers } from './config.js';
import type { BackgroundWork, PhotoTools, WalkStep } from './deps.js';
import { messageOf, UserFacingError } from './errors.js';
import type { ThresholdOverrides } from './faces/thresholds.js';
import { registerHandlers } from './handlers/index.js';
import type { Log } from './log.js';
import { cropFace } from './photos/crop-face.js';
import { downloadPhoto } from './photos/download-photo.js';
import { drawNumberedBoxes } from './photos/draw-numbered-boxes.js';
import { placeSideBySide } from './photos/place-side-by-side.js';
import { preparePicture } from './photos/prepare-picture.js';
import { createBoltLogger } from './slack/bolt-logger.js';
import { clientOptions, type SlackConnection } from './slack/connection.js';
import { createSlackLink } from './slack/link.js';
import { createRateLimits } from './slack/rate-limits.js';
import { within } from './slack/timeout.js';
import { PacedWebClient } from './slack/web-client.js';
import { WORDING } from './views/wording.js';

export interface AppDeps {
  readonly slack: SlackConnection;
  readonly recognizer: Recognizer;
  readonly log: Log;
  readonly thresholds?: ThresholdOverrides;
  /** Whether this is surely the only process that serves this workspace: then nothing is left to others. Default false. */
  readonly isAlone?: boolean;
  /** Who may train. Default everyone. */
  readonly trainers?: Trainers;
  /** How to reach whoever runs Rollcall, told in App Home. */
  readonly helpContact?: string | undefined;
  /** Replaces what is done with pictures. */
  readonly photos?: PhotoTools;
  /** Replaces waiting, in tests. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Is told how long each step from a post to its reply took. */
  readonly onStep?: (step: WalkStep, ms: number) => void;
  /** Replaces how work is run that nobody waits for, in tests. */
  readonly inBackground?: (work: BackgroundWork) => void;
  /** Milliseconds that running work gets to finish in {@link RollcallApp.stop}. Default 10 s. */
  readonly drainMs?: number;
}

export interface RollcallApp {
  readonly bolt: App;
  /**
   * Checks the token and connects; what was left undone before is done from then on in the background.
   * Rejects with Slack's own error when it refuses.
   */
  start(): Promise<void>;
  /** Takes no new work, lets running work finish up to a limit, and disconnects. */
  stop(): Promise<void>;
}

const DRAIN_MS = 10_000;
/** How long Slack gets to agree to the end of a connection. */
const DISCONNECT_MS = 1000;
/** What aborted work gets to notice. */
const ABORT_MS = 1000;
/** Enough for a hiccup; whoever waits for an answer should hear of a real outage soon. */
const CALL_RETRIES = { retries: 2, minTimeout: 200, factor: 3, randomize: true };
/** How far back a start looks for posts without a reply: Slack, too, gives up on what is older (docs.slack.dev/apis/events-api). */
const CATCH_UP_MS = 2 * 60 * 60_000;
/** A lost connection is noticed late: what came in before that may be lost with it. */
const LOSS_UNNOTICED_MS = 60_000;

/** Builds the bot with every listener registered; nothing happens before `start`. */
export function buildApp(deps: AppDeps): RollcallApp {
  const { log, slack, now = Date.now } = deps;
  const logger = createBoltLogger(log);
  /** Aborted as soon as there should be no new work, and when what runs has had its time. */
  const closing = new AbortController();
  const stopping = new AbortController();
  // Everything that is being done listens to these, however much it is.
  setMaxListeners(0, closing.signal, stopping.signal);
  const sleepOrStop = deps.sleep ?? ((ms: number) => sleep(ms, undefined, { signal: stopping.signal }));
  const link = createSlackLink(slack, {
    log,
    logger,
    sleep: sleepOrStop,
    isRecognizerReady: () => deps.recognizer.checkSetup(),
    onReconnected: (lostAtMs) => inBackground((signal) => catchUp(lostAtMs - LOSS_UNNOTICED_MS, signal)),
    now,
  });
  const app = new App({
    token: slack.botToken,
    receiver: link.receiver,
    logger,
    logLevel: LogLevel.INFO,
    convoStore: false,
    // Otherwise Bolt asks Slack at once, and a refused token ends the process.
    deferInitialization: true,
    clientOptions: clientOptions(slack, { retryConfig: CALL_RETRIES }),
  });
  /** Shared, because Slack counts the calls of all clients together. */
  const limits = createRateLimits({ sleep: sleepOrStop, now });
  const client = (options: Parameters<typeof clientOptions>[1]) =>
    new PacedWebClient(slack.botToken, { ...clientOptions(slack, { logger, ...options }), limits });
  const forRepeatables = client({ retryConfig: CALL_RETRIES });

  const running = new Set<Promise<unknown>>();
  const inBackground =
    deps.inBackground ??
    ((work: BackgroundWork) => {
      if (closing.signal.aborted) return;
      const done = work(closing.signal)
        .catch((error: unknown) => {
          if (!closing.signal.aborted) log.warn(`Left undone: ${messageOf(error)}`);
        })
        .finally(() => running.delete(done));
      running.add(done);
    });
  app.use(async ({ next }) => {
    const work = next();
    running.add(work);
    await work.finally(() => running.delete(work));
  });
  const { catchUp, resumeForgetting } = registerHandlers(app, {
    recognizer: deps.recognizer,
    photos: deps.photos ?? photoTools(slack),
    slack: forRepeatables,
    slackForPosts: client({ retryConfig: { retries: 0 } }),
    isAlone: deps.isAlone ?? false,
    thresholds: deps.thresholds ?? {},
    trainers: deps.trainers ?? 'everyone',
    helpContact: deps.helpContact,
    log,
    signal: stopping.signal,
    now,
    sleep: sleepOrStop,
    onStep: deps.onStep ?? (() => undefined),
    inBackground,
  });

  return {
    bolt: app,
    async start() {
      await app.init();
      await link.start(app);
      inBackground(async (signal) => {
        await catchUp(now() - CATCH_UP_MS, signal);
        await resumeForgetting(signal);
      });
    },
    async stop() {
      closing.abort();
      await within(DISCONNECT_MS, link.stop(app));
      await within(deps.drainMs ?? DRAIN_MS, Promise.allSettled(running));
      // Whatever is still waiting gives up now; a call to Slack that hangs is left behind.
      const reason = new UserFacingError(WORDING.stopping);
      stopping.abort(reason);
      deps.recognizer.abort(reason);
      await within(ABORT_MS, Promise.allSettled(running));
    },
  };
}

function photoTools(slack: SlackConnection): PhotoTools {
  return {
    download: (url, { signal }) => downloadPhoto(url, { token: slack.botToken, slackApiUrl: slack.apiUrl, signal }),
    prepare: preparePicture,
    drawNumberedBoxes,
    cropFace,
    placeSideBySide,
  };
}
