import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Installation } from '@slack/bolt';
import { ErrorCode, InstallProvider } from '@slack/oauth';
import type { Logger } from '@slack/web-api';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';
import { clientOptions } from '../slack/connection.js';
import type { HealthRoute } from '../slack/health.js';
import { REDIRECT_PATH } from '../slack/http-manifest.js';
import { failedPage, type InstallFailure, installedPage, installPage, notReadyPage } from './install-pages.js';

export const INSTALL_PATH = '/slack/install';

const AUTHORIZE_URL = 'https://slack.com/oauth/v2/authorize';

interface InstallRoutesOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  readonly log: Log;
  /** Stores the installation. */
  store(installation: Installation): Promise<void>;
  /** @returns whether Rollcall works there now. */
  start(installation: Installation): Promise<boolean>;
}

/**
 * `/slack/install` and the page Slack then leads back to. The state parameter is signed, is valid for ten minutes, and must be the
 * one in a cookie of the same browser, so that nobody can be led to finish an installation that someone else began.
 */
export function createInstallRoutes(options: InstallRoutesOptions): HealthRoute[] {
  const { clientId, clientSecret, apiUrl, log } = options;
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    // A secret of its own, which needs no setting.
    stateSecret: createHmac('sha256', clientSecret).update('state of an installation').digest('hex'),
    installUrlOptions: { scopes: [...options.scopes] },
    authorizationUrl: apiUrl === undefined ? AUTHORIZE_URL : new URL('/oauth/v2/authorize', apiUrl).href,
    renderHtmlForInstallPath: installPage,
    // It would write errors with their stack at each cancelled installation.
    logger: {
      ...options.logger,
      error: (...parts: unknown[]) => log.info(`Not added to Slack: ${parts.map(messageOf)}`),
    },
    clientOptions: clientOptions({ apiUrl }, { retryConfig: { retries: 1 } }),
    installationStore: {
      storeInstallation: (installation) => options.store(installation as Installation),
      fetchInstallation: () => Promise.reject(new Error('Rollcall finds the installation of each event itself.')),
    },
  });

  return [
    {
      path: INSTALL_PATH,
      answer: async (response, request) => {
        withPageHeaders(response);
        await provider.handleInstallPath(request, response).catch((error: unknown) => {
          log.error(`The page ${INSTALL_PATH} can’t be shown: ${messageOf(error)}`);
          send(response, 500, failedPage('failed'));
        });
      },
    },
    {
      path: REDIRECT_PATH,
      answer: async (response, request) => {
        withPageHeaders(response);
        await provider.handleCallback(request, response, {
          successAsync: async (installation) => {
            const isReady = await options.start(installation as Installation);
            const workspace = installation.team?.name ?? installation.enterprise?.name;
            send(response, 200, isReady ? installedPage(workspace) : notReadyPage());
          },
          failure: (error) => {
            const failure = failureOf(error);
            send(response, failure === 'failed' ? 502 : 400, failedPage(failure));
          },
        });
      },
    },
  ];
}

function failureOf({ code }: { readonly code?: string }): InstallFailure {
  switch (code) {
    case ErrorCode.AuthorizationError:
      return 'cancelled';
    case ErrorCode.InvalidStateError:
    case ErrorCode.MissingStateError:
    case ErrorCode.MissingCodeError:
      return 'other browser';
    default:
      return 'failed';
  }
}

/** The addresses have a code and the state, which no other site may learn; and no other site may frame the button. */
function withPageHeaders(response: ServerResponse): void {
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
}

function send(response: ServerResponse, status: number, html: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(html);
}
