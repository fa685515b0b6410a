import pLimit from 'p-limit';
import type { Operation } from '../operation.js';
import { mergePeople, removePerson, renamePerson, restorePerson, splitPerson, undoRename } from './change-people.js';
import { eraseFromModel } from './erase-from-model.js';
import {
  eraseAnnotations,
  eraseFaces,
  eraseNames,
  listErasureRequests,
  readTraces,
  requestErasure,
} from './erase-person.js';
import { addPerson, listPeople } from './people.js';
import {
  claimAsking,
  claimDigest,
  claimLapse,
  claimTold,
  confirmPerson,
  invitePeople,
  isAskedAt,
  isDigestAt,
  isLapseClaimedAt,
  noteSeen,
  setAskedIn,
  setConsent,
  setLapseTold,
  setPhotosOfMe,
  whoTells,
} from './person-answers.js';

/** People: their names, merges and removals, what they answered about being recognised, and erasing them. */
export type People = ReturnType<typeof createPeople>;

export function createPeople(operation: Operation) {
  const oneAtATime = pLimit(1);
  /** One at a time, because a change reads people before it writes them. */
  const change: Operation = (work) => operation((session, ...args) => oneAtATime(() => work(session, ...args)));
  return {
    list: operation(listPeople),
    registry: operation((session) => session.registry()),
    add: operation(addPerson),
    rename: change(renamePerson),
    undoRename: change(undoRename),
    merge: change(mergePeople),
    split: change(splitPerson),
    remove: change(removePerson),
    restore: change(restorePerson),
    setConsent: change(setConsent),
    confirm: change(confirmPerson),
    claimAsking: change(claimAsking),
    isAskedAt: operation(isAskedAt),
    setAskedIn: change(setAskedIn),
    setPhotosOfMe: change(setPhotosOfMe),
    invite: change(invitePeople),
    claimTold: change(claimTold),
    whoTells: operation(whoTells),
    claimDigest: change(claimDigest),
    isDigestAt: operation(isDigestAt),
    noteSeen: change(noteSeen),
    claimLapse: change(claimLapse),
    isLapseClaimedAt: operation(isLapseClaimedAt),
    setLapseTold: change(setLapseTold),
    readTraces: operation(readTraces),
    requestErasure: change(requestErasure),
    listErasureRequests: operation(listErasureRequests),
    eraseFromModel: operation(eraseFromModel),
    eraseFaces: operation(eraseFaces),
    eraseAnnotations: operation(eraseAnnotations),
    eraseNames: operation(eraseNames),
  };
}
