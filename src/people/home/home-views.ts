import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { atMost } from '../../cache-limit.js';
import type { Deps } from '../../deps.js';
import { slackErrorCode } from '../../slack/errors.js';

/** What Slack says about the App Home that a person has before them. */
export interface SeenHome {
  /** The page of people, from 0; undefined if the view does not say. */
  readonly page?: number | undefined;
  /** What is searched for, empty for everyone; undefined if the view does not say. */
  readonly query?: string | undefined;
  /** Slack's hash of the view. */
  readonly hash?: string | undefined;
}

/** `published`; `overtaken` by a newer drawing of this process; `conflict`: it has changed since, by another process. */
type PublishOutcome = 'published' | 'overtaken' | 'conflict';

/** One drawing of one person's App Home, in one or more versions. */
interface HomeDrawing {
  /** The page the person is on now. */
  readonly page: number;
  /** What they search for; empty if nothing. */
  readonly query: string;
  /** Publishes a version, unless the App Home was drawn anew or published by another process meanwhile. */
  publish(view: HomeView): Promise<PublishOutcome>;
}

/** Publishes App Homes so that an older version never replaces a newer one, and knows where in it each person is. */
export interface HomeViews {
  /** @param seen undefined parts are those of the last version that this process published. */
  draw(viewerId: string, seen: SeenHome): HomeDrawing;
  /** The number of drawings begun so far, by which {@link HomeViews.replaceOlder} tells older from newer ones. */
  countDrawings(): number;
  /** Publishes a view over one drawn before the drawing with this number, which stops if it is under way. Keeps a newer one. */
  replaceOlder(slack: WebClient, viewerId: string, view: HomeView, drawingNumber: number): Promise<void>;
}

/** The people who used App Home last. Of anyone else, the next version is published without comparing. */
const MAX_VIEWERS = 5000;

interface Viewer {
  readonly page: number;
  readonly query: string;
  readonly hash: string | undefined;
  readonly drawing: number;
}

export function createHomeViews(deps: Pick<Deps, 'slack'>): HomeViews {
  const viewers = new LRUCache<string, Viewer>(atMost(MAX_VIEWERS));
  let drawings = 0;

  return {
    draw(viewerId, seen) {
      const drawing = ++drawings;
      const before = viewers.get(viewerId);
      const page = seen.page ?? before?.page ?? 0;
      const isCurrent = () => (viewers.get(viewerId)?.drawing ?? drawing) === drawing;
      const query = seen.query ?? before?.query ?? '';
      viewers.set(viewerId, { page, query, hash: before?.hash ?? seen.hash, drawing });
      return {
        page,
        query,
        async publish(view) {
          if (!isCurrent()) return 'overtaken';
          const hash = viewers.get(viewerId)?.hash;
          try {
            const published = await deps.slack.views.publish({
              user_id: viewerId,
              view,
              ...(hash === undefined ? {} : { hash }),
            });
            if (isCurrent()) viewers.set(viewerId, { page, query, hash: published.view?.hash, drawing });
            return 'published';
          } catch (error) {
            if (slackErrorCode(error) !== 'hash_conflict') throw error;
            if (!isCurrent()) return 'overtaken';
            viewers.set(viewerId, { page, query, hash: undefined, drawing });
            return 'conflict';
          }
        },
      };
    },
    countDrawings: () => drawings,
    async replaceOlder(slack, viewerId, view, drawingNumber) {
      const { page, query, drawing: shown } = viewers.get(viewerId) ?? { page: 0, query: '', drawing: 0 };
      if (shown > drawingNumber) return;
      const drawing = ++drawings;
      viewers.set(viewerId, { page, query, hash: undefined, drawing });
      const published = await slack.views.publish({ user_id: viewerId, view });
      if (viewers.get(viewerId)?.drawing === drawing)
        viewers.set(viewerId, { page, query, hash: published.view?.hash, drawing });
    },
  };
}
