import type { WebClient } from '@slack/web-api';
import type { Recognizer } from './clarifai/recognizer.js';
import type { Trainers } from './config/environment.js';
import type { ConsentMode } from './faces/model.js';
import type { ThresholdOverrides } from './faces/thresholds.js';
import type { Log } from './log.js';
import type { cropFace, cropFaces } from './photos/crop-face.js';
import type { drawNumberedBoxes } from './photos/draw-numbered-boxes.js';
import type { placeSideBySide } from './photos/place-side-by-side.js';
import type { placeTogether } from './photos/place-together.js';
import type { preparePicture } from './photos/prepare-picture.js';
import type { BotIdentity } from './slack/identity.js';

/** Work with pictures. */
export interface PhotoTools {
  /** Downloads a Slack file by its `url_private`. */
  download(url: string): Promise<Uint8Array>;
  /** Downloads a profile picture that was uploaded to Slack. @throws DownloadError `not-allowed` for any other. */
  downloadProfilePicture(url: string): Promise<Uint8Array>;
  readonly prepare: typeof preparePicture;
  readonly drawNumberedBoxes: typeof drawNumberedBoxes;
  readonly cropFace: typeof cropFace;
  readonly cropFaces: typeof cropFaces;
  readonly placeSideBySide: typeof placeSideBySide;
  readonly placeTogether: typeof placeTogether;
}

/** Three clients of Slack's Web API. They differ in how they handle failures. */
interface SlackClients {
  /** For calls that may be repeated: retries by itself if Slack does not answer. */
  readonly slack: WebClient;
  /** For posts and updates: never retries by itself, so that nothing is posted twice. */
  readonly slackForPosts: WebClient;
  /**
   * For background work: throttled to the rate at which Slack lets many conversations be read, so that people's requests go
   * first. Rejects with a StoppingError as soon as Rollcall is stopping.
   */
  readonly backgroundSlack: WebClient;
}

/** The operator's settings. */
export interface Settings {
  /** Whether this is the only process that serves the workspace. */
  readonly isAlone: boolean;
  readonly thresholds: ThresholdOverrides;
  /** Who may train the recogniser. */
  readonly trainers: Trainers;
  /** How long after the last tag Rollcall trains by itself, in minutes; undefined: only when someone asks. */
  readonly autoTrainMinutes: number | undefined;
  /** What holds for people with an account until they have answered whether they want to be recognised. */
  readonly consent: ConsentMode;
  /** In days: people who have not been in a photo for so long are forgotten. Undefined: never. */
  readonly keepDays: number | undefined;
  /** Whether Rollcall trains by itself soon after someone was enrolled from a picture of themselves. */
  readonly trainsAfterEnrolment: boolean;
  /** Whether photos by people of other organisations, in channels shared with them, are analysed. */
  readonly externalPhotos: boolean;
  /** How to reach the operator, shown in App Home: a user or channel id, an address, or a few words. */
  readonly helpContact: string | undefined;
  /** The folder for lists that take long to read again; undefined if there is no data folder. */
  readonly cacheDir: string | undefined;
}

/** The dependencies of listeners and services. Each takes only the part it uses. */
export interface Deps extends SlackClients, Settings {
  readonly recognizer: Recognizer;
  readonly photos: PhotoTools;
  /** The bot's identity in Slack. */
  readonly bot: BotIdentity;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Rejects with a StoppingError once Rollcall is stopping and running work has had its time. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Whether Rollcall was told to stop. Unfinished work is done after the next start. */
  readonly isClosing: () => boolean;
  /** Runs work in the background; a failure is logged. */
  readonly inBackground: (work: BackgroundWork) => void;
}

export type BackgroundWork = () => Promise<void>;
