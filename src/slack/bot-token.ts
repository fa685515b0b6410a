import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { messageOf, UserFacingError } from '../errors.js';
import type { Log } from '../log.js';
import { clientOptions, type SlackConnection, type TokenRotation } from './connection.js';
import { slackErrorCode } from './errors.js';

/** The bot token. Where token rotation is on, it expires after 12 hours (docs.slack.dev/authentication/using-token-rotation). */
export interface BotToken {
  /** The token to use now. */
  current(): string;
  /**
   * Makes sure that there is a valid token, and renews it in time from then on.
   * @throws UserFacingError if Slack refuses to renew it.
   */
  start(): Promise<void>;
  /**
   * Renews the token now, because Slack says that it has expired. Never rejects.
   * @param expired the token that was refused.
   * @returns whether there is another one now.
   */
  renew(expired: string): Promise<boolean>;
  stop(): void;
}

/** In ms. A token is renewed this long before it expires, as Slack's own library does (@slack/oauth). */
const MARGIN_MS = 2 * 60 * 60_000;
/** In ms, after a failed renewal. */
const RETRY_MS = 60_000;

/** What is stored. The refresh token works once, so the newest one must survive a restart. */
const storedSchema = z.object({
  /** A hash of the refresh token in the settings, so that new settings replace what is stored. */
  startedFrom: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});
type Stored = z.infer<typeof storedSchema>;

/** Slack's answer to `oauth.v2.access` with `grant_type=refresh_token`. */
const answerSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  /** In seconds. */
  expires_in: z.number(),
});

interface Tools {
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createBotToken(slack: SlackConnection, tools: Tools): BotToken {
  const { rotation } = slack;
  if (rotation !== undefined) return rotatingToken(slack, rotation, tools);
  return { current: () => slack.botToken, start: async () => {}, renew: async () => false, stop: () => {} };
}

function rotatingToken(slack: SlackConnection, rotation: TokenRotation, { log, now }: Tools): BotToken {
  const client = new WebClient(undefined, clientOptions(slack, { retryConfig: { retries: 2 } }));
  const startedFrom = createHash('sha256').update(rotation.refreshToken).digest('hex');
  let token: Stored = { startedFrom, accessToken: slack.botToken, refreshToken: rotation.refreshToken, expiresAt: 0 };
  let timer: NodeJS.Timeout | undefined;
  let renewing: Promise<void> | undefined;
  let isStarted = false;

  /** Two renewals at once would use the same refresh token twice. */
  function renewOnce(): Promise<void> {
    renewing ??= exchange().finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  async function exchange(): Promise<void> {
    const stored = await readStored(rotation.file, log);
    // Another process with the same folder may have renewed it.
    if (stored?.startedFrom === startedFrom && stored.expiresAt > token.expiresAt) {
      token = stored;
      if (token.expiresAt - MARGIN_MS > now()) return;
    }
    const answer = answerSchema.parse(
      await client.oauth.v2.access({
        client_id: rotation.clientId,
        client_secret: rotation.clientSecret,
        grant_type: 'refresh_token',
        refresh_token: token.refreshToken,
      }),
    );
    token = {
      startedFrom,
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token,
      expiresAt: now() + answer.expires_in * 1000,
    };
    await store(rotation.file, token, log);
  }

  function renewLater(waitMs: number): void {
    clearTimeout(timer);
    if (!isStarted) return;
    timer = setTimeout(() => void renew(token.accessToken), waitMs).unref();
  }

  /** Half of the remaining time if that is less than the margin, so that a token of an hour works too. */
  const waitMs = () => Math.max(RETRY_MS, Math.max(token.expiresAt - now() - MARGIN_MS, (token.expiresAt - now()) / 2));

  async function renew(expired: string): Promise<boolean> {
    // Another call has noticed it before.
    if (token.accessToken !== expired) return true;
    try {
      await renewOnce();
      renewLater(waitMs());
    } catch (error) {
      log.error(describeFailure(error));
      renewLater(RETRY_MS);
    }
    return token.accessToken !== expired;
  }

  return {
    current: () => token.accessToken,
    async start() {
      isStarted = true;
      await renewOnce().catch((error: unknown) => {
        throw new UserFacingError(describeFailure(error), { cause: error });
      });
      renewLater(waitMs());
    },
    renew,
    stop() {
      isStarted = false;
      clearTimeout(timer);
    },
  };
}

function describeFailure(error: unknown): string {
  const code = slackErrorCode(error);
  return code === undefined
    ? `The bot token could not be renewed: ${messageOf(error)}`
    : `Slack refuses to renew the bot token (${code}). Check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, or install the app again, set SLACK_BOT_TOKEN and SLACK_REFRESH_TOKEN anew and restart Rollcall.`;
}

async function readStored(file: string, log: Log): Promise<Stored | undefined> {
  try {
    return storedSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    // Its content is secret, so the error may not be logged.
    if (!isMissing) log.warn('The stored bot token can’t be read. The one in the settings is used.');
    return undefined;
  }
}

async function store(file: string, token: Stored, log: Log): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, JSON.stringify(token), { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch (error) {
    log.error(
      `The new bot token can’t be stored, so Rollcall needs new tokens when it is restarted. Make ROLLCALL_DATA writable: ${messageOf(error)}`,
    );
  }
}
