import { isPassing } from '../clarifai/transport/errors.js';
import type { Deps } from '../deps.js';
import { pauseUnlessClosing } from '../failures.js';
import type { FailedFile, Recognition } from './recognize-photos.js';
import type { SlackFile } from './slack-file.js';

/** In ms. A photo that cannot be recognised is tried again for this long. Longer outages need a person. */
export const OUTAGE_LIMIT_MS = 10 * 60_000;
/** Pauses in ms between attempts; the last one repeats. An attempt takes a while itself, because calls are repeated too. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

type OutageDeps = Pick<Deps, 'log' | 'now' | 'sleep' | 'isClosing'>;

/**
 * Recognises photos. Those that fail because the face service is away are tried again until it is back, for at most
 * {@link OUTAGE_LIMIT_MS}. The others are not repeated.
 * @param recognize recognises some of the files.
 * @param options.onWaiting called before each pause with the time in ms since the first attempt.
 * @param options.isGone whether the post was deleted meanwhile, so that there is nothing to wait for.
 * @throws StoppingError if Rollcall stops meanwhile: the next start answers the post.
 */
export async function outlastOutage(
  deps: OutageDeps,
  files: readonly SlackFile[],
  recognize: (files: readonly SlackFile[]) => Promise<Recognition>,
  options: { readonly onWaiting: (waitedMs: number) => void; readonly isGone: () => boolean },
): Promise<Recognition> {
  const startedAt = deps.now();
  let all = await recognize(files);
  let pausedMs = 0;
  for (let attempt = 0; ; attempt++) {
    const again = all.failures.filter(({ error }) => isPassing(error));
    const waitedMs = Math.max(pausedMs, deps.now() - startedAt);
    if (again.length === 0 || waitedMs >= OUTAGE_LIMIT_MS || options.isGone()) return all;
    options.onWaiting(waitedMs);
    const pauseMs = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0;
    deps.log.info(`The face service is away; trying ${again.length} photos again in ${pauseMs / 1_000} s`);
    await pauseUnlessClosing(deps, pauseMs);
    pausedMs += pauseMs;
    const fileIds = new Set(again.map(({ fileId }) => fileId));
    all = merge(all, again, await recognize(files.filter(({ id }) => fileIds.has(id))), files);
  }
}

function merge(
  before: Recognition,
  repeated: readonly FailedFile[],
  after: Recognition,
  files: readonly SlackFile[],
): Recognition {
  const place = ({ fileId }: { readonly fileId: string }) => files.findIndex(({ id }) => id === fileId);
  // A failed attempt may have stored the photo, so that it now looks like another process's.
  const lease = after.lease === 'another’s' ? 'open' : after.lease;
  return {
    photos: [...before.photos, ...after.photos].sort((a, b) => place(a) - place(b)),
    recognized: before.recognized + after.recognized,
    lease: before.recognized > 0 ? before.lease : lease,
    failures: [...before.failures.filter((failure) => !repeated.includes(failure)), ...after.failures],
  };
}
