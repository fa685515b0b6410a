import type { Database } from '../../store/open-database.js';
import { type Clock, createClock } from '../ids.js';
import { type Channels, createChannels } from './channels.js';
import { createEphemerals, type Ephemerals } from './ephemerals.js';
import { createFiles, type Files } from './files.js';
import { createMessages, type Messages } from './messages.js';
import { createPeople, type People } from './people.js';
import { createResponseUrls, type ResponseUrls } from './response-urls.js';
import { createViews, type Views } from './views.js';

/** Everything the workspace remembers, and its clock. */
export interface Workspace {
  /** `http://127.0.0.1:PORT`: what addresses given out start with. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly people: People;
  readonly channels: Channels;
  readonly messages: Messages;
  readonly ephemerals: Ephemerals;
  readonly files: Files;
  readonly views: Views;
  readonly responseUrls: ResponseUrls;
  /** All of `work` or nothing, on the disk when it returns. */
  transaction<T>(work: () => T): T;
}

export function createWorkspace(database: Database, baseUrl: string, now: () => number): Workspace {
  const messages = createMessages(database);
  return {
    baseUrl,
    clock: createClock(now, messages.latestTs()),
    people: createPeople(database),
    channels: createChannels(database),
    messages,
    ephemerals: createEphemerals(database),
    files: createFiles(database),
    views: createViews(database),
    responseUrls: createResponseUrls(database),
    transaction: (work) => database.transaction(work),
  };
}
