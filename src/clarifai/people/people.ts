import { randomUUID } from 'node:crypto';
import { type Concept, resources, service } from '../../clarifai-protocol.js';
import type { Person } from '../../faces/model.js';
import { createPersonRegistry, type PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { textIn, toStruct } from '../transport/metadata.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { recordOf } from './person-metadata.js';

/** The people a face can be named after, in no particular order: without those merged into someone else and those removed. */
export async function listPeople(session: Session): Promise<readonly Person[]> {
  return (await readRegistry(session)).people;
}

/** Everybody known, with merges and removals in force. */
export async function readRegistry(session: Session): Promise<PersonRegistry> {
  return createPersonRegistry((await readConcepts(session)).map(recordOf));
}

/**
 * The concepts of the application, which is Rollcall's own: each is a person. Concepts that belong to another application
 * (Clarifai's public vocabulary can be listed beside them) are nobody, and so is what is left of somebody forgotten.
 */
export async function readConcepts(session: Session): Promise<Concept[]> {
  const own: Concept[] = [];
  for await (const concept of everyItem((page) => listConcepts(session, page))) {
    if (isOwn(concept, session) && !isForgotten(concept)) own.push(concept);
  }
  return own;
}

/** Adds a person, or finds the one whom that id stands for. @throws ClarifaiError when they were removed. */
export async function addPerson(
  session: Session,
  person: { readonly id?: string; readonly name: string },
): Promise<Person> {
  // Ids cannot be erased and names can: so an id never tells a name. 32 characters are valid under every rule on record.
  const id = person.id ?? randomUUID().replaceAll('-', '');
  const added = { id, name: person.name };
  if (await postConcept(session, added)) return added;
  const people = await readRegistry(session);
  const known = people.records.find((record) => record.id === id);
  if (known === undefined) return await beginAnew(session, added);
  const now = people.resolve(added);
  if (now !== undefined) return now;
  throw new ClarifaiError({
    kind: 'rejected',
    rpc: 'PostConcepts',
    description: 'This person was removed',
    advice: `${known.name} was removed. To name them again, put them back in App Home first.`,
  });
}

/** @returns false when there is a person of that id already, who is left as is. */
export async function postConcept(session: Session, person: Person): Promise<boolean> {
  const concept = new resources.Concept().setId(person.id).setName(person.name);
  const request = new service.PostConceptsRequest().setConceptsList([concept]);
  try {
    await session.call('postConcepts', request, { secrets: [person.name] });
    session.forgetRegistry();
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

/** Somebody names a person who was forgotten before: nothing of then comes back but the id. */
async function beginAnew(session: Session, person: Person): Promise<Person> {
  const metadata = toStruct({ forgotten_at: '' });
  const concept = new resources.Concept().setId(person.id).setName(person.name).setMetadata(metadata);
  const request = new service.PatchConceptsRequest().setAction('overwrite').setConceptsList([concept]);
  await session.call('patchConcepts', request, { secrets: [person.name] });
  session.forgetRegistry();
  return person;
}

function isForgotten(concept: Concept): boolean {
  return textIn(concept.getMetadata(), 'forgotten_at') !== '';
}

function isOwn(concept: Concept, session: Session): boolean {
  return concept.getAppId() === '' || concept.getAppId() === session.appId;
}
