/** In ms, for a whole download. */
const TIMEOUT_MS = 60_000;
/** Larger than any picture that Rollcall stores. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Downloads the picture of a stored photo. Clarifai's own addresses need the key (docs.clarifai.com, secure data hosting), which is
 * sent to no other host.
 * @returns undefined if it can't be downloaded.
 */
export async function fetchStoredPicture(url: string, key: string): Promise<Uint8Array | undefined> {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  const isClarifai = protocol === 'https:' && (hostname === 'clarifai.com' || hostname.endsWith('.clarifai.com'));
  try {
    const response = await fetch(url, {
      headers: isClarifai ? { authorization: `Key ${key}` } : {},
      // A redirect could lead to another host.
      redirect: isClarifai ? 'error' : 'follow',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok || Number(response.headers.get('content-length')) > MAX_BYTES) {
      await response.body?.cancel();
      return undefined;
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    return bytes.length > MAX_BYTES ? undefined : bytes;
  } catch {
    // The caller counts the photos without a picture.
    return undefined;
  }
}
