import type { Log } from '../../log.js';
import type { Database } from '../../store/database.js';
import { retryOnFullDisk } from '../../store/retry-on-full-disk.js';
import { type Clock, createClock } from '../ids.js';
import type { Member } from '../members.js';
import { whenQuiet } from '../when-quiet.js';
import { type Channels, createChannels } from './channels.js';
import { createEphemerals, type Ephemerals } from './ephemerals.js';
import { createFiles, type Files } from './files.js';
import { createMessages, type Messages } from './messages.js';
import { createPeople, type People, type Person } from './people.js';
import { createRecentBlocks, type RecentBlocks } from './recent-blocks.js';
import { createResponseUrls, type ResponseUrls } from './response-urls.js';
import { createViews, type Views } from './views.js';

/** All stored data of the workspace, and its clock. */
export interface Workspace {
  /** `http://127.0.0.1:PORT`: the origin of API URLs. */
  readonly baseUrl: string;
  /** `http://localhost:PORT`: the origin of the page and of permalinks. */
  readonly pageUrl: string;
  readonly clock: Clock;
  readonly people: People;
  /** The file in `assets/portraits` with someone's profile picture; undefined if they have none. */
  portraitOf(person: Person): string | undefined;
  readonly channels: Channels;
  readonly messages: Messages;
  readonly ephemerals: Ephemerals;
  readonly files: Files;
  readonly views: Views;
  readonly responseUrls: ResponseUrls;
  readonly recentBlocks: RecentBlocks;
  /** Runs `work` as one transaction, which is on disk when this returns. */
  transaction<T>(work: () => T): T;
  /** Makes deleted data unrecoverable: now or, on a full disk, once there is space. For deletions a person requested. */
  purge(): void;
  /** Purges in a quiet moment, once for all calls until then. For data that was replaced or closed. */
  purgeSoon(): void;
  /** Call before the database is closed. */
  close(): void;
}

export function createWorkspace(
  database: Database,
  addresses: { baseUrl: string; pageUrl: string },
  now: () => number,
  log: Log,
  members: readonly Member[],
): Workspace {
  const messages = createMessages(database);
  const purge = retryOnFullDisk(() => database.purge(), log);
  const purging = whenQuiet(purge.run);
  return {
    ...addresses,
    clock: createClock(now, messages.latestTs()),
    people: createPeople(database),
    portraitOf: ({ realName }) => members.find(({ name }) => name === realName)?.portrait,
    channels: createChannels(database),
    messages,
    ephemerals: createEphemerals(database),
    files: createFiles(database),
    views: createViews(database),
    responseUrls: createResponseUrls(database),
    recentBlocks: createRecentBlocks(now),
    transaction: (work) => database.transaction(work),
    purge: () => purge.run(),
    purgeSoon: purging.soon,
    close() {
      purging.stop();
      purge.stop();
    },
  };
}
