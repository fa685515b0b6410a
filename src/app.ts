import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { App, LogLevel } from '@slack/bolt';
import type { BackgroundWork, Deps, PhotoTools, Settings } from './deps.js';
import { messageOf, StoppingError } from './errors.js';
import { orUndefined } from './failures.js';
import { registerHandlers } from './handlers/index.js';
import { createMetrics } from './metrics.js';
import { resumeConsent } from './people/consent/answer-consent.js';
import { resumeForgetting } from './people/erase/forget-person.js';
import { downloadPhoto, downloadProfilePicture } from './photos/download-photo.js';
import {
  cropFace,
  cropFaces,
  drawNumberedBoxes,
  placeSideBySide,
  placeTogether,
  preparePicture,
} from './photos/pictures.js';
import { withRequestId } from './request-id.js';
import { createServices, type Services } from './services.js';
import { type BotToken, createBotToken } from './slack/bot-token.js';
import { createClients } from './slack/clients.js';
import { clientOptions, createBoltLogger, hasHealthPort, type SlackConnection } from './slack/connection.js';
import type { SlackRefusal } from './slack/errors.js';
import { createEventTurns } from './slack/event-turns.js';
import { type BotIdentity, readIdentity } from './slack/identity.js';
import { createSlackLink } from './slack/link.js';
import { startDeadline, within } from './slack/timeout.js';
import { createTokenHealth } from './slack/token-health.js';
import { WORDING } from './views/wording/general.js';

/** The parts the bot is built from. Tests replace the clock, the timers and the picture work. */
export interface AppDeps
  extends Pick<Deps, 'recognizer' | 'log'>,
    Partial<Settings>,
    Partial<Pick<Deps, 'photos' | 'now' | 'sleep' | 'inBackground'>> {
  readonly slack: SlackConnection;
  /** For a token from “Add to Slack”: called when Slack stops accepting it. */
  readonly onTokenRefused?: (refusal: SlackRefusal) => void;
  /** Milliseconds that running work gets to finish in {@link RollcallApp.stop}. Default 10 s. */
  readonly drainMs?: number;
}

export interface RollcallApp {
  readonly bolt: App;
  /**
   * Checks the token, registers every listener and connects. Unfinished work from before is then done in the background.
   * Rejects with Slack's error if Slack refuses the token.
   */
  start(): Promise<void>;
  /** Answers in the background what was posted while there was no connection. @param lostAtMs in milliseconds since 1970. */
  noteReconnected(lostAtMs: number): void;
  /** Accepts no new work, gives running work a limited time to finish, and disconnects. */
  stop(): Promise<void>;
}

const DRAIN_MS = 10_000;
/** How long to wait for Slack to confirm that a connection is closed. */
const DISCONNECT_MS = 1000;
/** How long aborted work gets to stop. */
const ABORT_MS = 1000;
/** In ms: how far back a start looks for posts without a reply. Slack gives up on older events too (docs.slack.dev/apis/events-api). */
const CATCH_UP_MS = 2 * 60 * 60_000;
/** In ms: how often it is checked whose weekly message is due. Each is due for an hour. */
const DIGESTS_EVERY_MS = 10 * 60_000;
/** A lost connection is noticed late, so events from shortly before that may be lost too. */
const LOSS_UNNOTICED_MS = 60_000;

/** Builds the bot. Nothing happens before `start`. */
export function buildApp(options: AppDeps): RollcallApp {
  const { log, slack, recognizer, now = Date.now } = options;
  const logger = createBoltLogger(log);
  /** `closing` aborts as soon as there should be no new work, `stopping` when running work has had its time. */
  const closing = new AbortController();
  const stopping = new AbortController();
  // Any number of tasks listen to these.
  setMaxListeners(0, closing.signal, stopping.signal);
  const sleep = options.sleep ?? ((ms: number) => sleepUnless(stopping.signal, ms));
  const running = new Set<Promise<unknown>>();
  let bot: BotIdentity | undefined;
  let services: Services | undefined;
  let digests: NodeJS.Timeout | undefined;

  const inBackground =
    options.inBackground ??
    ((work: BackgroundWork) => {
      if (closing.signal.aborted) return;
      const done = work()
        .catch((error: unknown) => {
          if (!closing.signal.aborted) log.warn(`Left undone: ${messageOf(error)}`);
        })
        .finally(() => running.delete(done));
      running.add(done);
    });
  const noteReconnected = (lostAtMs: number) =>
    inBackground(async () => services?.catchUp({ sinceMs: lostAtMs - LOSS_UNNOTICED_MS }));
  const botToken = createBotToken(slack, { log, now });
  const tokenHealth = createTokenHealth(log, options.onTokenRefused);
  const metrics = hasHealthPort(slack) ? createMetrics() : undefined;
  const link = createSlackLink(slack, {
    log,
    routes: metrics === undefined ? [] : [metrics.route],
    logger,
    sleep,
    checks: { token: () => tokenHealth.check(clients.slack), faces: () => recognizer.checkSetup() },
    onReconnected: noteReconnected,
    now,
  });
  const app = new App({
    // Otherwise Bolt calls auth.test itself, as soon as it is constructed.
    authorize: async () => ({ botToken: botToken.current(), botId: bot?.botId ?? '', botUserId: bot?.userId ?? '' }),
    receiver: link.receiver,
    logger,
    logLevel: LogLevel.INFO,
    convoStore: false,
    // handlers/own-messages.ts does it.
    ignoreSelf: false,
    clientOptions: clientOptions(slack, { retryConfig: { retries: 0 } }),
  });
  const clients = createClients(slack, {
    botToken,
    logger,
    now,
    sleep,
    backgroundSleep: options.sleep ?? ((ms) => sleepUnless(closing.signal, ms)),
    throwIfClosing: () => closing.signal.throwIfAborted(),
    afterCall: tokenHealth.observe,
  });
  const waitForTurn = createEventTurns();
  app.use(async ({ body, next }) => {
    const isEvent = 'event' in body;
    const work = withRequestId(async () => {
      // Bolt has acknowledged an event by now. What people click is acknowledged by its listener, so it does not wait.
      if (isEvent) await waitForTurn();
      await next();
    });
    running.add(work);
    await work.finally(() => running.delete(work));
  });

  return {
    bolt: app,
    noteReconnected,
    async start() {
      metrics?.start();
      await botToken.start();
      bot = await readIdentity(clients.slack);
      const started =
        services ??
        createServices({
          ...clients,
          recognizer,
          photos: options.photos ?? photoTools(slack, botToken, stopping.signal),
          bot,
          isAlone: options.isAlone ?? false,
          thresholds: options.thresholds ?? {},
          trainers: options.trainers ?? 'everyone',
          consent: options.consent ?? 'told',
          keepDays: options.keepDays,
          externalPhotos: options.externalPhotos ?? false,
          helpContact: options.helpContact,
          autoTrainMinutes: options.autoTrainMinutes,
          trainsAfterEnrolment: options.trainsAfterEnrolment ?? true,
          cacheDir: options.cacheDir,
          log,
          now,
          sleep,
          isClosing: () => closing.signal.aborted,
          inBackground,
        });
      if (services === undefined) registerHandlers(app, started);
      services = started;
      const startedAt = now();
      const deadline = startDeadline();
      const warming = started.gatherPeople
        .warmUp()
        .catch((error: unknown) => log.info(`Not read ahead: ${messageOf(error)}`));
      await Promise.all([started.directory.warmUp(deadline), deadline.before(warming)]);
      await link.start();
      digests = setInterval(() => inBackground(() => started.photosOfMe.sendDigests()), DIGESTS_EVERY_MS).unref();
      inBackground(async () => {
        started.members.start();
        // At the same time: whoever asked to be forgotten must not wait for the posts again after each restart.
        await Promise.all([
          started.catchUp({ sinceMs: startedAt - CATCH_UP_MS, startedAtMs: startedAt }),
          finishAnswersAndErasures(started),
        ]);
        await orUndefined(started.earlierPhotos.resume(), 'Earlier photos not continued', log.warn);
        await started.autoTrain.noteEarlierTags();
        await started.daily.start();
        await started.invitations.resume();
        await started.photosOfMe.sendDigests();
        await warming;
      });
    },
    async stop() {
      const reason = new StoppingError(WORDING.stopping);
      closing.abort(reason);
      services?.autoTrain.close();
      services?.daily.close();
      clearInterval(digests);
      await within(DISCONNECT_MS, link.stop());
      await within(options.drainMs ?? DRAIN_MS, Promise.allSettled(running));
      // Work that only waits gives up now. A hanging call to Slack is abandoned.
      stopping.abort(reason);
      recognizer.abort(reason);
      await within(ABORT_MS, Promise.allSettled(running));
      metrics?.stop();
      botToken.stop();
    },
  };
}

async function finishAnswersAndErasures(services: Services): Promise<void> {
  // “Never” is an answer that begins an erasure.
  await orUndefined(resumeConsent(services), 'Answers not finished', services.log.warn);
  await orUndefined(resumeForgetting(services), 'Erasures not finished', services.log.warn);
}

/** Rejects with the signal's reason when it is aborted. */
async function sleepUnless(signal: AbortSignal, ms: number): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

function photoTools(slack: SlackConnection, botToken: BotToken, signal: AbortSignal): PhotoTools {
  return {
    download: (url) => downloadPhoto(url, { token: botToken.current(), slackApiUrl: slack.apiUrl, signal }),
    downloadProfilePicture: (url) => downloadProfilePicture(url, { slackApiUrl: slack.apiUrl, signal }),
    prepare: preparePicture,
    drawNumberedBoxes,
    cropFace,
    cropFaces,
    placeSideBySide,
    placeTogether,
  };
}
