import { Agent, type Dispatcher, request } from 'undici';
import { StatusCode } from '../../clarifai-protocol.js';
import { messageOf, systemErrorCode } from '../../errors.js';
import { MAX_PICTURE_BYTES } from '../limits.js';
import { ApiError } from '../status.js';
import { lookupPublic, PrivateAddressError, refusePrivateHost } from './address-rule.js';

const TIMEOUT_MS = 20_000;
const MAX_REDIRECTS = 5;

/** Downloads the pictures of inputs that were posted by URL. */
export interface PictureFetcher {
  /**
   * Downloads a picture of up to 20 MB, in at most 20 s and with at most 5 redirects.
   * @param options.signal aborted when the picture is no longer needed.
   * @throws ApiError INPUT_INVALID_URL for forbidden addresses, INPUT_OVER_LIMIT, or INPUT_FAILED.
   */
  fetch(url: string, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Creates a fetcher with its own connections.
 * @param urls `public` refuses URLs and redirects that lead to this machine or its network; `any` allows them.
 */
export function createPictureFetcher(urls: 'public' | 'any'): PictureFetcher {
  const agent = new Agent(urls === 'any' ? {} : { connect: { lookup: lookupPublic } });

  async function follow(start: string, signal: AbortSignal): Promise<Uint8Array> {
    let url = parse(start);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (urls === 'public') refusePrivateHost(url);
      const response = await request(url, { dispatcher: agent, signal, headers: { accept: 'image/*' } });
      const { location } = response.headers;
      if (response.statusCode >= 300 && response.statusCode < 400 && typeof location === 'string') {
        await response.body.dump();
        url = parse(new URL(location, url).href);
        continue;
      }
      if (response.statusCode !== 200) {
        await response.body.dump();
        throw new ApiError(StatusCode.INPUT_FAILED, `The server answered ${response.statusCode}.`);
      }
      return await readBody(response.body);
    }
    throw new ApiError(StatusCode.INPUT_FAILED, `More than ${MAX_REDIRECTS} redirects.`);
  }

  return {
    async fetch(url, { signal } = {}) {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      try {
        return await follow(url, signal === undefined ? timeout : AbortSignal.any([timeout, signal]));
      } catch (error) {
        throw explain(error, timeout);
      }
    },
    close: () => agent.destroy(),
  };
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ApiError(StatusCode.INPUT_INVALID_URL, 'The URL must begin with http:// or https://.');
  }
  return url;
}

async function readBody(body: Dispatcher.ResponseData['body']): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  // undici types chunks as any; without an encoding they are Buffers.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_PICTURE_BYTES) {
      throw new ApiError(StatusCode.INPUT_OVER_LIMIT, `The picture has more than ${MAX_PICTURE_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function explain(error: unknown, timeout: AbortSignal): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof PrivateAddressError) {
    return new ApiError(
      StatusCode.INPUT_INVALID_URL,
      `${error.message}. Set ROLLCALL_LOCAL_CLARIFAI_URLS=any to allow such addresses.`,
    );
  }
  if (timeout.aborted) return new ApiError(StatusCode.INPUT_FAILED, `No answer within ${TIMEOUT_MS / 1000} seconds.`);
  const reason = systemErrorCode(error) ?? messageOf(error);
  return new ApiError(StatusCode.INPUT_FAILED, `The picture could not be downloaded (${reason}).`);
}
