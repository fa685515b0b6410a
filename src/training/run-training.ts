import type { WebClient } from '@slack/web-api';
import type { Deps } from '../deps.js';
import type { TrainingReport } from '../faces/training-report.js';
import { explainFailure } from '../failures.js';
import type { RefreshReplies } from '../replies/refresh-replies.js';
import { NO_ONE_NAMED, type PrivateMessage, trainingFailed } from '../views/training.js';
import { buildTrainingModal, buildTrainingReport, photosToLink } from '../views/training-report.js';
import { repliesRefreshed } from '../views/wording/training.js';
import { findPhotoLinks } from './photo-links.js';
import type { RecentReports } from './recent-reports.js';
import type { Trainer } from './trainer.js';

type TrainingDeps = Pick<Deps, 'recognizer' | 'slack' | 'log'> & {
  readonly trainer: Trainer;
  readonly recentReports: RecentReports;
  readonly refreshReplies: RefreshReplies;
};

/** Where a person follows a training they asked for. */
export interface TrainingDisplay {
  /** Shows the result. */
  finish(message: PrivateMessage): Promise<void>;
  /** Says something after the result. Left out where nothing can be added. */
  tell?(message: PrivateMessage): Promise<void>;
}

/** Trains for a person, shows them the report, and then updates earlier replies. */
export async function runTraining(deps: TrainingDeps, userId: string, display: TrainingDisplay): Promise<void> {
  let message: PrivateMessage;
  let learned: Learned | undefined;
  try {
    const outcome = await deps.trainer.train(userId);
    message = outcome.kind === 'trained' ? await reportTo(deps, userId, outcome.report) : { text: NO_ONE_NAMED };
    if (outcome.kind === 'trained' && outcome.report.isPromoted) learned = whatWasLearned(outcome.report);
  } catch (error) {
    message = { text: trainingFailed(explainFailure(error, deps.log)) };
  }
  await display.finish(message);
  if (learned !== undefined) refreshReplies(deps, display, learned);
}

type Learned = 'training' | 'first training';

/** What a training that was promoted means for earlier replies. */
export function whatWasLearned({ previousAt }: Pick<TrainingReport, 'previousAt'>): Learned {
  return previousAt === undefined ? 'first training' : 'training';
}

/** After a change of model, earlier replies may name other people. */
export function refreshReplies(
  deps: Pick<TrainingDeps, 'refreshReplies'>,
  display: Pick<TrainingDisplay, 'tell'>,
  what: Learned = 'training',
) {
  deps.refreshReplies({
    what,
    async onDone(changed) {
      if (changed > 0) await display.tell?.({ text: repliesRefreshed(changed) });
    },
  });
}

/** Opens a modal about a training. @returns its view id. */
export async function openTraining(slack: WebClient, trigger_id: string, text: string): Promise<string | undefined> {
  const { view } = await slack.views.open({ trigger_id, view: buildTrainingModal({ text }) });
  return view?.id;
}

async function reportTo(deps: TrainingDeps, userId: string, report: TrainingReport): Promise<PrivateMessage> {
  const links = await findPhotoLinks(deps, userId, photosToLink(report));
  return buildTrainingReport(deps.recentReports.add({ report, links }));
}
