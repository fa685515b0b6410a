import { z } from 'zod';
import type { PersonRecord } from '../faces/model.js';

/** The file that `npm run export` writes: docs/export.md describes it. Only ever add optional fields, or raise the version. */

export const EXPORT_FILE = 'rollcall.json';
export const EXPORT_FORMAT = 'rollcall-export';
export const EXPORT_VERSION = 1;

const id = z.string().min(1).max(128);
/** Slack user id; empty if unknown. */
const userId = z.string().max(64);
const when = z.iso.datetime().transform((text) => new Date(text));
const fraction = z.number().min(0).max(1);
const box = z.object({ left: fraction, top: fraction, right: fraction, bottom: fraction });
const change = { by: userId, at: when };

const person = z.object({
  id,
  name: z.string().min(1).max(255),
  renames: z.array(z.object({ from: z.string(), ...change })).default([]),
  merged: z.object({ into: id, ...change }).optional(),
  removed: z.object(change).optional(),
  consent: z.object({ choice: z.enum(['recognise', 'when named', 'never']), at: when }).optional(),
  invited: z.object(change).optional(),
  askedAt: when.optional(),
  askedIn: z.object({ channelId: z.string(), ts: z.string() }).optional(),
  confirmed: z.object(change).optional(),
  photosOfMe: z
    .object({
      choice: z.enum(['at once', 'weekly', 'never']),
      at: when,
      lastDigestAt: when.optional(),
      told: z.array(id).optional(),
    })
    .optional(),
  lastSeenAt: when.optional(),
  lapseToldAt: when.optional(),
  lapseClaimedAt: when.optional(),
  /** Who asked to have them erased, if that had not ended. The import keeps the request. */
  forgetAskedBy: userId.optional(),
});

const about = { faceId: id, box: box.optional(), ...change };
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tag'), personId: id, ...about }),
  z.object({ kind: z.literal('rejection'), personId: id, ...about }),
  z.object({ kind: z.literal('flag'), flag: z.enum(['not a face', 'left unnamed']), ...about }),
  z.object({ kind: z.literal('collage'), ...about }),
]);

const post = { channelId: z.string(), messageTs: z.string() };

const photo = z.object({
  id: id.regex(/^[\w.-]+$/),
  source: z.object({ teamId: z.string(), ...post }),
  alsoIn: z.array(z.object(post)).default([]),
  /** A path beside the file. */
  picture: z
    .string()
    .regex(/^photos\/[\w.-]+$/)
    .optional(),
  /** Whether the picture is a profile picture, which may have been replaced since its faces were found. */
  mayHaveChanged: z.boolean().optional(),
  /** The version of the face model that found the faces. */
  embedVersionId: z.string().default(''),
  faces: z.array(
    z.object({
      id,
      box,
      confidence: fraction,
      qualityIssue: z.enum(['too small', 'too blurred', 'too turned', 'cut off', 'covered', 'too bright']).optional(),
      embedding: z.array(z.number()).optional(),
    }),
  ),
  answers: z.array(answer),
});

export const exportFileSchema = z.object({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION),
  exportedAt: when,
  /** The face engine that found the faces. Embeddings of different engines can't be compared. */
  engine: z.string(),
  people: z.array(person),
  /** People who asked never to be named, and of whom nothing else is stored. */
  refusals: z.array(z.object({ id, at: when })).default([]),
  photos: z.array(photo),
});

export type ExportFile = z.output<typeof exportFileSchema>;
export type ExportedPerson = ExportFile['people'][number];
export type ExportedPhoto = ExportFile['photos'][number];

export function toExportedPerson({ renames, merged, removed, ...rest }: PersonRecord) {
  return { ...rest, renames: [...renames], ...(merged && { merged }), ...(removed && { removed }) };
}

export function toPersonRecord({ merged, removed, ...rest }: ExportedPerson): PersonRecord {
  return { ...rest, merged, removed };
}
