import type { Recognizer } from '../clarifai/recognizer.js';
import { memberOfPerson } from '../faces/ids.js';
import type { ExportFile } from './export-file.js';

/**
 * Takes over whether people who are here already want to be recognised, where the export has a newer answer, or the only one. Someone
 * who asked never to be named is forgotten here, too, as soon as Rollcall runs.
 */
export async function restoreConsent(
  { people }: Pick<Recognizer, 'people'>,
  { people: exported, refusals }: Pick<ExportFile, 'people' | 'refusals'>,
): Promise<void> {
  const { records } = await people.registry();
  const here = new Map(records.map((record) => [record.id, record]));
  const answers = [
    ...exported.flatMap(({ id, consent }) => (consent === undefined ? [] : [{ id, consent }])),
    ...refusals.map(({ id, at }) => ({ id, consent: { choice: 'never', at } as const })),
  ];
  for (const { id, consent } of answers) {
    const person = here.get(id);
    if (person === undefined || (person.consent !== undefined && person.consent.at >= consent.at)) continue;
    await people.setConsent({ person, consent });
    // Whoever asked for it is told when it is done.
    const askedBy = memberOfPerson(id);
    if (consent.choice === 'never' && askedBy !== undefined) await people.requestErasure({ personId: id, askedBy });
  }
}
