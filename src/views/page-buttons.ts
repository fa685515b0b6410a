import type { ActionsBlock } from '@slack/types';
import { button } from './blocks.js';

/** Where buttons lead that turn pages, and what they say. */
interface Paging {
  /** The page that is shown, from 0. */
  readonly page: number;
  readonly pages: number;
  /** The action id of both buttons begins with it. Their value is the page they lead to. */
  readonly action: string;
  readonly before: string;
  readonly after: string;
}

/** Buttons that lead to the pages before and after the one that is shown; nothing if there is only one page. */
export function pageButtons({ page, pages, action, before, after }: Paging): ActionsBlock[] {
  if (pages <= 1) return [];
  const turnTo = (target: number, label: string) =>
    button(`${action}:${target}`, `${label} (page ${target + 1} of ${pages})`, { value: String(target) });
  const elements = [
    ...(page > 0 ? [turnTo(page - 1, before)] : []),
    ...(page < pages - 1 ? [turnTo(page + 1, after)] : []),
  ];
  return [{ type: 'actions', elements }];
}
