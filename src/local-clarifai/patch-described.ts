import type { Struct } from 'google-protobuf/google/protobuf/struct_pb.js';
import type { PatchAction } from './patch-action.js';
import { patchStruct } from './struct.js';

/** A message with a description, notes and metadata. */
interface Described {
  getDescription(): string;
  setDescription(text: string): unknown;
  getNotes(): string;
  setNotes(text: string): unknown;
  getMetadata(): Struct | undefined;
  setMetadata(metadata: Struct | undefined): unknown;
}

/**
 * Patches `stored` in place (docs: complementary-topics/patching). Fields that the patch leaves empty don't change. `remove`
 * clears the texts that the patch has, and removes its metadata fields from the stored metadata.
 */
export function patchDescribed(stored: Described, patch: Described, action: PatchAction): void {
  const isRemoval = action === 'remove';
  if (patch.getDescription() !== '') stored.setDescription(isRemoval ? '' : patch.getDescription());
  if (patch.getNotes() !== '') stored.setNotes(isRemoval ? '' : patch.getNotes());
  const metadata = patch.getMetadata();
  if (metadata !== undefined) stored.setMetadata(patchStruct(stored.getMetadata(), metadata, action));
}
