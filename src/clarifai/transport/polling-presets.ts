import type { PollingConfig } from '../session.js';

/** Hosted Clarifai: it can take minutes if a model was idle, and every poll counts against the rate limit. */
export const HOSTED_POLLING: PollingConfig = {
  photo: { firstMs: 250, growth: 1.25, longestMs: 5_000, limitMs: 150_000 },
  // Its documentation does not mention such a wish.
  photoWaitSeconds: 0,
  training: { firstMs: 250, growth: 1.5, longestMs: 5_000, limitMs: 600_000 },
  tag: { firstMs: 250, growth: 1.5, longestMs: 2_000, limitMs: 30_000 },
  relistMs: [500, 1_000, 2_000],
  coldLimitMs: 180_000,
  untrainedForMs: 10_000,
  // Half of the most it lists at once.
  listPageSize: 500,
  registryMaxAgeMs: 2_000,
};

/** A service on this machine: a poll takes a millisecond, and lists are never behind. */
export const LOCAL_POLLING: PollingConfig = {
  ...HOSTED_POLLING,
  photo: { ...HOSTED_POLLING.photo, firstMs: 15, growth: 1.03 },
  photoWaitSeconds: 2,
  training: { ...HOSTED_POLLING.training, firstMs: 15, growth: 1.2, longestMs: 250 },
  tag: { ...HOSTED_POLLING.tag, firstMs: 15 },
  relistMs: [],
  untrainedForMs: 0,
  // The messages of a larger page are not gone before the garbage collector copies them, which takes most of the time then.
  listPageSize: 100,
  // Listing a thousand people takes some 20 ms, and App Home reads 60 photos.
  registryMaxAgeMs: 250,
};
