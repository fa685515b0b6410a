import type { KnownBlock } from '@slack/types';
import type { TrainingState } from '../faces/model.js';
import { button, header, section } from './blocks.js';
import { describeTrainingState } from './training.js';
import { TRAINING_WORDING } from './wording/training.js';

/** "Train" in App Home. */
export const TRAIN_ACTION = 'train';

/** Training in App Home: how far it is, and a button for it once there is a tag to learn from. */
export function buildHomeTraining(training: TrainingState): KnownBlock[] {
  const train =
    training.now.tags === 0
      ? undefined
      : button(TRAIN_ACTION, TRAINING_WORDING.train, {
          ...(training.tagsSince > 0 ? { style: 'primary' as const } : {}),
        });
  return [header(TRAINING_WORDING.title), section(describeTrainingState(training), train)];
}
