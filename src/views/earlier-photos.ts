import type { ActionsBlock, ModalView } from '@slack/types';
import { button, plain, section } from './blocks.js';
import { count } from './text.js';
import { WORDING } from './wording/general.js';
import { PHOTOS_WORDING } from './wording/photos.js';

/** The buttons of the modal about a channel's earlier photos. */
export const EARLIER_START_ACTION = 'earlier_start';
export const EARLIER_STOP_ACTION = 'earlier_stop';
export const EARLIER_CHECK_ACTION = 'earlier_check';

/** How far looking at the earlier photos of a channel is. */
export interface EarlierProgress {
  readonly channelId: string;
  readonly state: 'running' | 'stopped' | 'done';
  /** About how many photos the channel has. */
  readonly total: number;
  readonly done: number;
  /** How long the rest takes, in minutes. */
  readonly minutesLeft: number;
}

/** Asks before looking at the earlier photos of a channel, and shows how far it is. */
export function buildEarlierPhotos(progress: EarlierProgress): ModalView {
  return modal([section(describe(progress)), ...actions(progress)], progress.channelId);
}

/** Why the earlier photos of a channel cannot be looked at. */
export function buildEarlierNotice(text: string): ModalView {
  return modal([section(text)], '');
}

function modal(blocks: ModalView['blocks'], channelId: string): ModalView {
  return {
    type: 'modal',
    title: plain(PHOTOS_WORDING.earlierTitle),
    close: plain(WORDING.close),
    private_metadata: channelId,
    blocks,
  };
}

function describe({ channelId, state, total, done, minutesLeft }: EarlierProgress): string {
  const where = `<#${channelId}>`;
  const left = `about ${count(minutesLeft, 'minute')}`;
  if (state === 'running')
    return `I’m looking at earlier photos in ${where}: ${done} of about ${total} so far, ${left} left.\nYou can close this. I’ll carry on, even after a restart.`;
  if (state === 'done')
    return `I’ve looked at all ${count(total, 'photo')} in ${where}. ${PHOTOS_WORDING.earlierWhere}`;
  if (done > 0) return `Stopped after ${done} of about ${count(total, 'photo')} in ${where}. The rest takes ${left}.`;
  if (total === 0) return `There are no photos in ${where} yet.`;
  return `There are about ${count(total, 'photo')} in ${where}. Looking at them takes ${left}.\nI won’t reply to any of them. ${PHOTOS_WORDING.earlierWhere}`;
}

function actions({ state, total, done }: EarlierProgress): ActionsBlock[] {
  if (state === 'running')
    return [
      {
        type: 'actions',
        elements: [
          button(EARLIER_CHECK_ACTION, PHOTOS_WORDING.checkAgain),
          button(EARLIER_STOP_ACTION, PHOTOS_WORDING.stop),
        ],
      },
    ];
  if (total === 0) return [];
  const label = state === 'done' ? PHOTOS_WORDING.lookAgain : done > 0 ? PHOTOS_WORDING.goOn : PHOTOS_WORDING.start;
  return [{ type: 'actions', elements: [button(EARLIER_START_ACTION, label, { style: 'primary' })] }];
}
