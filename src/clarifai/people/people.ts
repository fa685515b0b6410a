import { randomUUID } from 'node:crypto';
import { type Concept, resources, service } from '../../clarifai-protocol.js';
import type { Person } from '../../faces/model.js';
import { createPersonRegistry, type PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { textIn, toStruct } from '../transport/metadata.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { recordOf } from './person-metadata.js';

/** The people a face can be tagged as, in no particular order: without merged and removed ones. */
export async function listPeople(session: Session): Promise<readonly Person[]> {
  return (await readRegistry(session)).people;
}

export async function readRegistry(session: Session): Promise<PersonRegistry> {
  return createPersonRegistry((await readConcepts(session)).map(recordOf));
}

/**
 * The concepts of the application: each is a person, except erased ones. The list may also have concepts of other applications, such
 * as Clarifai's public vocabulary, which are skipped.
 */
export async function readConcepts(session: Session): Promise<Concept[]> {
  const own: Concept[] = [];
  for await (const concept of everyItem((page) => listConcepts(session, page))) {
    if (isOwn(concept, session) && !isErased(concept)) own.push(concept);
  }
  return own;
}

/** Adds a person, or returns the one that this id stands for. @throws ClarifaiError if they were removed. */
export async function addPerson(
  session: Session,
  person: { readonly id?: string; readonly name: string },
): Promise<Person> {
  // Random, because names can be erased and ids cannot. 32 characters are valid under every documented rule.
  const id = person.id ?? randomUUID().replaceAll('-', '');
  const added = { id, name: person.name };
  if (await postConcept(session, added)) return added;
  const people = await readRegistry(session);
  const known = people.records.find((record) => record.id === id);
  if (known === undefined) return await reuseErased(session, added);
  const now = people.resolve(added);
  if (now !== undefined) return now;
  throw new ClarifaiError({
    kind: 'rejected',
    rpc: 'PostConcepts',
    description: 'This person was removed',
    advice: `${known.name} was removed. To name them again, put them back in App Home first.`,
  });
}

/** @returns false if there is a person of that id already, who stays as they are. */
export async function postConcept(session: Session, person: Person): Promise<boolean> {
  const concept = new resources.Concept().setId(person.id).setName(person.name);
  const request = new service.PostConceptsRequest().setConceptsList([concept]);
  try {
    await session.call('postConcepts', request, { secrets: [person.name] });
    session.invalidateRegistry();
    return true;
  } catch (error) {
    if (isClarifaiError(error, 'duplicate')) return false;
    throw error;
  }
}

async function listConcepts(session: Session, page: number): Promise<readonly Concept[]> {
  const request = new service.ListConceptsRequest().setPage(page).setPerPage(PAGE_SIZE);
  return (await session.call('listConcepts', request)).getConceptsList();
}

/** Reuses the concept of an erased person; only the id is the same. */
async function reuseErased(session: Session, person: Person): Promise<Person> {
  const metadata = toStruct({ forgotten_at: '' });
  const concept = new resources.Concept().setId(person.id).setName(person.name).setMetadata(metadata);
  const request = new service.PatchConceptsRequest().setAction('overwrite').setConceptsList([concept]);
  await session.call('patchConcepts', request, { secrets: [person.name] });
  session.invalidateRegistry();
  return person;
}

function isErased(concept: Concept): boolean {
  return textIn(concept.getMetadata(), 'forgotten_at') !== '';
}

function isOwn(concept: Concept, session: Session): boolean {
  return concept.getAppId() === '' || concept.getAppId() === session.appId;
}
