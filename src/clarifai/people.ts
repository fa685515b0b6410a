import { randomUUID } from 'node:crypto';
import type { Person } from '../faces/model.js';
import { isClarifaiError } from './errors.js';
import { everyItem, PAGE_SIZE } from './paging.js';
import { type Concept, resources, service } from './protocol.js';
import type { Session } from './session.js';

/**
 * Everybody known: the concepts of the application, which is Rollcall's own. Concepts that belong to another application
 * (Clarifai's public vocabulary can be listed beside them) are nobody.
 */
export async function listPeople(session: Session, signal: AbortSignal): Promise<Person[]> {
  const people: Person[] = [];
  for await (const concept of everyItem((page) => listConcepts(session, page, signal))) {
    if (isOwn(concept, session)) people.push({ id: concept.getId(), name: concept.getName() || concept.getId() });
  }
  return people;
}

/** Adds a person, or finds the one who has that id. */
export async function addPerson(
  session: Session,
  person: { readonly id?: string; readonly name: string },
  signal: AbortSignal,
): Promise<Person> {
  // Ids cannot be erased and names can: so an id never tells a name. 32 characters are valid under every rule on record.
  const id = person.id ?? randomUUID().replaceAll('-', '');
  const added = { id, name: person.name };
  if (await postConcept(session, added, signal)) return added;
  const reply = await session.call('getConcept', new service.GetConceptRequest().setConceptId(id), signal);
  return { id, name: reply.getConcept()?.getName() || person.name };
}

/** @returns false when there is a person of that id already, who is left as is. */
export async function postConcept(session: Session, person: Person, signal: AbortSignal): Promise<boolean> {
  const concept = new resources.Concept().setId(person.id).setName(person.name);
  const request = new service.PostConceptsRequest().setConceptsList([concept]);
  try {
    await session.call('postConcepts', request, signal, { secrets: [person.name] });
    return true;
  } catch (error) {
    if (isClarifaiError(error, 'duplicate')) return false;
    throw error;
  }
}

/**
 * Fills in names that an answer left out. The list of people is only asked for when one is missing.
 * @param people everybody the answer is about.
 */
export async function nameFinder(
  session: Session,
  people: Iterable<Person>,
  signal: AbortSignal,
): Promise<(person: Person) => Person> {
  const complete = [...people].every((person) => person.name !== '');
  const known = complete ? [] : await listPeople(session, signal);
  const byId = new Map(known.map((person) => [person.id, person]));
  return (person) => (person.name === '' ? (byId.get(person.id) ?? { ...person, name: person.id }) : person);
}

async function listConcepts(session: Session, page: number, signal: AbortSignal): Promise<readonly Concept[]> {
  const request = new service.ListConceptsRequest().setPage(page).setPerPage(PAGE_SIZE);
  return (await session.call('listConcepts', request, signal)).getConceptsList();
}

function isOwn(concept: Concept, session: Session): boolean {
  return concept.getAppId() === '' || concept.getAppId() === session.appId;
}
