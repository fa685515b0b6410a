import type { WebClient } from '@slack/web-api';
import type { Recognizer } from './clarifai/recognizer.js';
import type { Trainers } from './environment.js';
import type { ThresholdOverrides } from './faces/thresholds.js';
import type { Log } from './log.js';
import type { cropFace } from './photos/crop-face.js';
import type { drawNumberedBoxes } from './photos/draw-numbered-boxes.js';
import type { placeSideBySide } from './photos/place-side-by-side.js';
import type { preparePicture } from './photos/prepare-picture.js';
import type { BotIdentity } from './slack/identity.js';

/** What is done with pictures. */
export interface PhotoTools {
  /** Downloads a Slack file by its `url_private`. */
  download(url: string): Promise<Uint8Array>;
  readonly prepare: typeof preparePicture;
  readonly drawNumberedBoxes: typeof drawNumberedBoxes;
  readonly cropFace: typeof cropFace;
  readonly placeSideBySide: typeof placeSideBySide;
}

/** Three clients of Slack's Web API, for calls that may fail in different ways. */
interface SlackClients {
  /** For calls that may be repeated: it tries again by itself when Slack does not answer. */
  readonly slack: WebClient;
  /** For posts and updates: never tries again by itself, so that nothing is posted twice. */
  readonly slackForPosts: WebClient;
  /**
   * For background work: throttled to the rate that Slack allows for reading many conversations, so that people's requests go
   * first. Rejects with a StoppingError as soon as Rollcall is stopping.
   */
  readonly backgroundSlack: WebClient;
}

/** What the person who runs Rollcall decides. */
export interface Settings {
  /** Whether no other process serves this workspace: then nothing is left to others. */
  readonly isAlone: boolean;
  readonly thresholds: ThresholdOverrides;
  /** Who may train. */
  readonly trainers: Trainers;
  /** How to reach them, shown in App Home: a user or channel id, an address, or a few words. */
  readonly helpContact: string | undefined;
}

/** What listeners and services work with; each takes only the part it uses. */
export interface Deps extends SlackClients, Settings {
  readonly recognizer: Recognizer;
  readonly photos: PhotoTools;
  /** Who we are in Slack. */
  readonly bot: BotIdentity;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Rejects with a StoppingError when Rollcall stops and has waited long enough for running work. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Whether Rollcall was told to stop: what is left is done after the next start. */
  readonly isClosing: () => boolean;
  /** Runs work in the background; a failure is logged. */
  readonly inBackground: (work: BackgroundWork) => void;
}

export type BackgroundWork = () => Promise<void>;
