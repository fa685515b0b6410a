import { UserFacingError } from '../errors.js';
import { DEFAULT_MAX_BYTES } from './limits.js';
import { looksLikeHtml, looksLikePicture, SIGNATURE_BYTES } from './picture-format.js';

const DEFAULT_TIMEOUT_MS = 30_000;
/** Slack answers from the file host itself. Enterprise workspaces may redirect once or twice. */
const MAX_REDIRECTS = 2;

interface PictureOptions {
  readonly slackApiUrl?: string | undefined;
  /** Default 64 MB, the largest picture that can be opened. */
  readonly maxBytes?: number;
  /** In ms, for the whole download. Default 30 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface DownloadOptions extends PictureOptions {
  /** The bot token. Sent only to Slack's hosts, or to the server of `slackApiUrl` if that is set. */
  readonly token: string;
}

/**
 * Downloads a file that was posted in Slack (`url_private`).
 * @throws DownloadError, whose message can be shown to people; the reason of `signal` if it was aborted.
 */
export function downloadPhoto(url: string, options: DownloadOptions): Promise<Uint8Array> {
  return download(url, options, {
    headers: { authorization: `Bearer ${options.token}` },
    mayFetch: createHostRule(options.slackApiUrl),
  });
}

/**
 * Downloads a profile picture, which everyone may fetch, so no token is sent.
 * @throws DownloadError as {@link downloadPhoto}: `not-allowed` for a picture that was not uploaded to Slack.
 */
export function downloadProfilePicture(url: string, options: PictureOptions): Promise<Uint8Array> {
  return download(url, options, {
    headers: {},
    mayFetch: createHostRule(options.slackApiUrl, PROFILE_PICTURE_DOMAINS),
  });
}

/** What is sent with a request, and where it may go. */
interface Access {
  readonly headers: Readonly<Record<string, string>>;
  readonly mayFetch: (url: URL) => boolean;
}

async function download(url: string, options: PictureOptions, access: Access): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  try {
    const response = await fetchFromSlack(url, access, signal);
    return await readBody(response, options.maxBytes ?? DEFAULT_MAX_BYTES);
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof DownloadError) throw cause;
    if (timeout.aborted) {
      throw new DownloadError(
        'timeout',
        'Downloading this photo took too long. Please post it again in a few minutes.',
      );
    }
    throw new DownloadError('unavailable', 'Slack didn’t give me this photo. Please post it again in a few minutes.', {
      cause,
    });
  }
}

/** Follows redirects itself, to check each new address. */
async function fetchFromSlack(url: string, { headers, mayFetch }: Access, signal: AbortSignal): Promise<Response> {
  let next = parseUrl(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    if (next === undefined || !mayFetch(next)) {
      throw new DownloadError('not-allowed', 'This photo isn’t stored in Slack. Please upload the picture itself.');
    }
    const response = await fetch(next.href, { headers, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    next = parseUrl(location, next);
  }
  throw new DownloadError(
    'unavailable',
    'Slack kept redirecting me instead of sending this photo. Please post it again in a few minutes.',
  );
}

function parseUrl(url: string, base?: URL): URL | undefined {
  return URL.canParse(url, base?.href) ? new URL(url, base) : undefined;
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const problem = findProblem(response, maxBytes);
  if (problem !== undefined) {
    await response.body?.cancel();
    throw problem;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the rest of the download.
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
    // The first bytes tell whether it is a picture. If it is not, it may be a sign-in page.
    if (chunks.length === 1 && chunk.length >= SIGNATURE_BYTES && !looksLikePicture(chunk)) break;
  }
  const bytes = Buffer.concat(chunks, length);
  if (looksLikeHtml(bytes)) throw signedOut();
  return bytes;
}

function findProblem(response: Response, maxBytes: number): DownloadError | undefined {
  const { status, headers } = response;
  if (status === 401 || status === 403) return signedOut();
  if (status === 404 || status === 410) {
    return new DownloadError('not-found', 'This photo is no longer in Slack. Please post it again.');
  }
  if (!response.ok) {
    return new DownloadError(
      'unavailable',
      `Slack didn’t give me this photo (status ${status}). Please post it again in a few minutes.`,
    );
  }
  // Without the scope, Slack sends its sign-in page with status 200 rather than refusing.
  if (headers.get('content-type')?.startsWith('text/html')) return signedOut();
  if (Number(headers.get('content-length')) > maxBytes) return tooLarge(maxBytes);
  return undefined;
}

function signedOut(): DownloadError {
  return new DownloadError(
    'signed-out',
    'Slack didn’t let me read this photo. Please ask an admin to give the app the files:read scope and reinstall it.',
  );
}

function tooLarge(maxBytes: number): DownloadError {
  const megabytes = Math.max(1, Math.floor(maxBytes / 1024 / 1024));
  return new DownloadError('too-large', `This photo is larger than ${megabytes} MB. Please post a smaller version.`);
}

/**
 * Why a photo could not be downloaded:
 * - `not-allowed`: the address (or where it redirects to) is not one the token may be sent to;
 * - `signed-out`: Slack sent a sign-in page instead of the photo;
 * - `not-found`: it was deleted, or the token may not see it;
 * - `too-large`: more bytes than allowed, noticed before or while reading;
 * - `timeout`, `unavailable`: worth another try later.
 */
export type DownloadProblem = 'not-allowed' | 'signed-out' | 'not-found' | 'too-large' | 'timeout' | 'unavailable';

/** A photo that could not be downloaded. Carries neither the token nor the address. */
export class DownloadError extends UserFacingError {
  override readonly name = 'DownloadError';
  readonly problem: DownloadProblem;

  constructor(problem: DownloadProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/**
 * Where Slack serves files: files.slack.com, the subdomain of a workspace or an enterprise, and GovSlack's hosts.
 * Source: url_private in https://docs.slack.dev/reference/objects/file-object and https://docs.slack.dev/govslack.
 */
const SLACK_DOMAINS = ['slack.com', 'slack-gov.com'];
/**
 * Where Slack serves uploaded profile pictures. Its own drawings are on a.slack-edge.com, and gravatar.com has others' pictures;
 * neither is fetched. Source: the examples in https://docs.slack.dev/reference/objects/user-object.
 */
const PROFILE_PICTURE_DOMAINS = ['avatars.slack-edge.com', 'avatars.slack-gov-edge.com'];

/**
 * Whether an address is one of these domains by https, or, if `slackApiUrl` is set, exactly that server, by http too. Never an
 * address with a user name or password in it. The bot token may be sent to the default domains.
 */
export function createHostRule(
  slackApiUrl: string | undefined,
  domains: readonly string[] = SLACK_DOMAINS,
): (url: URL) => boolean {
  const isSlack = isAmong(domains);
  const api = slackApiUrl === undefined ? undefined : new URL(slackApiUrl);
  const isOwnServer = (url: URL) =>
    url.host === api?.host && (url.protocol === 'https:' || url.protocol === api.protocol);
  const isAllowed = api === undefined || isAmong(SLACK_DOMAINS)(api) ? isSlack : isOwnServer;
  return (url) => url.username === '' && url.password === '' && isAllowed(url);
}

function isAmong(domains: readonly string[]): (url: URL) => boolean {
  return ({ hostname, protocol, port }) => {
    const isKnown = domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
    return isKnown && protocol === 'https:' && port === '';
  };
}
