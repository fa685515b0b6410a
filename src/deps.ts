import type { WebClient } from '@slack/web-api';
import type { Recognizer } from './clarifai/recognizer.js';
import type { Trainers } from './config.js';
import type { ThresholdOverrides } from './faces/thresholds.js';
import type { Log } from './log.js';
import type { cropFace } from './photos/crop-face.js';
import type { drawNumberedBoxes } from './photos/draw-numbered-boxes.js';
import type { placeSideBySide } from './photos/place-side-by-side.js';
import type { preparePicture } from './photos/prepare-picture.js';

/** Parts of the way from a post to its reply, for measuring. */
export type WalkStep = 'download' | 'decode' | 'add' | 'read' | 'suggest' | 'draw' | 'upload' | 'render' | 'post';

/** What is done with pictures. */
export interface PhotoTools {
  /** Downloads a Slack file by its `url_private`. */
  download(url: string, options: { readonly signal: AbortSignal }): Promise<Uint8Array>;
  readonly prepare: typeof preparePicture;
  readonly drawNumberedBoxes: typeof drawNumberedBoxes;
  readonly cropFace: typeof cropFace;
  readonly placeSideBySide: typeof placeSideBySide;
}

/** What listeners work with; each takes only the part it uses. */
export interface Deps {
  readonly recognizer: Recognizer;
  readonly photos: PhotoTools;
  /** For calls that may be repeated: it tries again by itself when Slack does not answer. */
  readonly slack: WebClient;
  /** For posts and updates: never tries again by itself, so that nothing is posted twice. */
  readonly slackForPosts: WebClient;
  /** Whether no other process serves this workspace: then nothing is left to others. */
  readonly isAlone: boolean;
  readonly thresholds: ThresholdOverrides;
  /** Who may train. */
  readonly trainers: Trainers;
  /** How to reach whoever runs Rollcall: a user or channel id, an address, or a few words; undefined when nobody said. */
  readonly helpContact: string | undefined;
  readonly log: Log;
  /** Aborted when Rollcall stops and has waited long enough for running work. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onStep: (step: WalkStep, ms: number) => void;
  /** Runs work that nobody waits for; a failure of it is logged. */
  readonly inBackground: (work: BackgroundWork) => void;
}

/** @param signal aborted as soon as Rollcall is told to stop. */
export type BackgroundWork = (signal: AbortSignal) => Promise<void>;

/** Runs one step of the walk and reports how long it took. */
export async function timed<T>(deps: Pick<Deps, 'onStep'>, step: WalkStep, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    deps.onStep(step, performance.now() - start);
  }
}
