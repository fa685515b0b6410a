import type { Struct } from 'google-protobuf/google/protobuf/struct_pb.js';
import type { PatchAction } from './patch-action.js';
import { patchStruct } from './struct.js';

/** A message with texts and metadata that its owner can change. */
interface Described {
  getDescription(): string;
  setDescription(text: string): unknown;
  getNotes(): string;
  setNotes(text: string): unknown;
  getMetadata(): Struct | undefined;
  setMetadata(metadata: Struct | undefined): unknown;
}

/**
 * Patches `stored` in place (docs: complementary-topics/patching). What the patch leaves out stays; `remove` clears the texts
 * that it names, and takes its metadata out of the stored metadata.
 */
export function patchDescribed(stored: Described, patch: Described, action: PatchAction): void {
  const isRemoval = action === 'remove';
  if (patch.getDescription() !== '') stored.setDescription(isRemoval ? '' : patch.getDescription());
  if (patch.getNotes() !== '') stored.setNotes(isRemoval ? '' : patch.getNotes());
  const metadata = patch.getMetadata();
  if (metadata !== undefined) stored.setMetadata(patchStruct(stored.getMetadata(), metadata, action));
}
