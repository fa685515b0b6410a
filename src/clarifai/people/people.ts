import { randomUUID } from 'node:crypto';
import { type Concept, resources, service } from '../../clarifai-protocol.js';
import type { Change, Person } from '../../faces/model.js';
import { createPersonRegistry, type PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { isTask } from '../tasks/task-id.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { textIn, toStruct } from '../transport/metadata.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { conceptOf, consentMetadata, consentOf, recordOf } from './person-metadata.js';

/** The people a face can be tagged as, in no particular order: without merged and removed ones. */
export async function listPeople(session: Session): Promise<readonly Person[]> {
  return (await readRegistry(session)).people;
}

export async function readRegistry(session: Session): Promise<PersonRegistry> {
  const concepts = await readEveryConcept(session);
  return createPersonRegistry(concepts.filter((concept) => !isErased(concept)).map(recordOf), {
    mode: session.consent,
    refusals: refusalsAmong(concepts),
  });
}

/** People who asked never to be named and of whom nothing else is stored, by person id. */
export async function readRefusals(session: Session): Promise<ReadonlyMap<string, Date>> {
  return refusalsAmong(await readEveryConcept(session));
}

function refusalsAmong(concepts: readonly Concept[]): Map<string, Date> {
  return new Map(
    concepts.filter(isErased).flatMap((concept): (readonly [string, Date])[] => {
      const consent = consentOf(concept);
      return consent?.choice === 'never' ? [[concept.getId(), consent.at]] : [];
    }),
  );
}

/** The concepts of the application, without erased ones: each is a person. */
export async function readConcepts(session: Session): Promise<Concept[]> {
  return (await readEveryConcept(session)).filter((concept) => !isErased(concept));
}

/** The list may also have concepts of other applications, such as Clarifai's public vocabulary, which are skipped. */
async function readEveryConcept(session: Session): Promise<Concept[]> {
  const own: Concept[] = [];
  for await (const concept of everyItem((page) => listConcepts(session, page))) {
    if (isOwn(concept, session) && !isTask(concept.getId())) own.push(concept);
  }
  return own;
}

/**
 * Adds a person, or returns the one that this id stands for.
 * @throws ClarifaiError if they were removed, or asked never to be named.
 */
export async function addPerson(
  session: Session,
  person: { readonly id?: string; readonly name: string; readonly confirmed?: Change | undefined },
): Promise<Person> {
  // Random, because names can be erased and ids cannot. 32 characters are valid under every documented rule.
  const id = person.id ?? randomUUID().replaceAll('-', '');
  const added = { id, name: person.name };
  if (await postConcept(session, added, person.confirmed)) return added;
  const people = await readRegistry(session);
  if (people.refusedAt(id) !== undefined) throw refusesToBeNamed(person.name);
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

/** @throws ClarifaiError if the person asked never to be named. */
export async function checkMayBeNamed(session: Session, { id, name }: Person): Promise<void> {
  if ((await session.registry()).refusedAt(id) !== undefined) throw refusesToBeNamed(name);
}

function refusesToBeNamed(name: string): ClarifaiError {
  return new ClarifaiError({
    kind: 'rejected',
    rpc: 'PostConcepts',
    description: 'This person asked never to be named',
    advice: `${name} asked me never to name them, so I can’t use that name.`,
  });
}

/**
 * @param confirmed who said that this person, who has no account, may be added.
 * @returns false if there is a person of that id already, who stays as they are.
 */
export async function postConcept(session: Session, person: Person, confirmed?: Change): Promise<boolean> {
  const concept =
    confirmed === undefined
      ? new resources.Concept().setId(person.id).setName(person.name)
      : conceptOf(
          { ...person, renames: [], merged: undefined, removed: undefined, confirmed },
          { revision: '', after: '' },
        );
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
export async function reuseErased(session: Session, person: Person): Promise<Person> {
  const metadata = toStruct({ forgotten_at: '', ...consentMetadata(undefined) });
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
