import { type Logger, WebClient } from '@slack/web-api';

/** A client of the local workspace that acts as a person. It asks the server for the person's token before its first call. */
export function createPersonClient(url: string, id: string, logger?: Logger): WebClient {
  let token: Promise<string> | undefined;
  return new WebClient(undefined, {
    slackApiUrl: `${url}/api/`,
    retryConfig: { retries: 0 },
    ...(logger !== undefined && { logger }),
    fetch: async (input, init) => {
      token ??= requestToken(url, id);
      const headers = new Headers(init?.headers);
      headers.set('Authorization', `Bearer ${await token}`);
      return fetch(input, { ...init, headers });
    },
  });
}

/** The token of a person in the local workspace. */
export async function requestToken(url: string, id: string): Promise<string> {
  const response = await fetch(`${url}/local/token?user=${id}`);
  const { token } = (await response.json()) as { token: string };
  return token;
}
