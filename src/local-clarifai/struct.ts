import type { Struct as StructMessage, Value } from 'google-protobuf/google/protobuf/struct_pb.js';
import { Struct } from '../clarifai-protocol.js';
import type { PatchAction } from './patch-action.js';

/**
 * How metadata is patched (docs: complementary-topics/patching). These functions work on messages because a value without a
 * kind, which the protocol allows, has no JavaScript equivalent.
 */

/**
 * Sets the fields of `patch` in `base`. Structs are merged field by field; lists are concatenated, but items with the same
 * `id` are merged. An empty struct or list replaces the old value. Null and a value without a kind change nothing.
 * @returns a new Struct.
 */
export function mergeStructs(base: StructMessage | undefined, patch: StructMessage): StructMessage {
  const merged = copy(base);
  const fields = merged.getFieldsMap();
  for (const [key, value] of patch.getFieldsMap().entries()) {
    if (isNothing(value)) continue;
    fields.set(key, mergeValues(fields.get(key), value));
  }
  return merged;
}

/**
 * Removes the fields of `patch` from `base`, whatever their values. A struct removes only the fields it has, and a list only
 * the items it has (by `id`, or by value). `false` overwrites. Null, `{}` and a value without a kind change nothing.
 * @returns a new Struct.
 */
export function removeFromStruct(base: StructMessage | undefined, patch: StructMessage): StructMessage {
  const left = copy(base);
  const fields = left.getFieldsMap();
  for (const [key, value] of patch.getFieldsMap().entries()) {
    const before = fields.get(key);
    if (before === undefined || isNothing(value)) continue;
    const after = removeValue(before, value);
    if (after === undefined) fields.del(key);
    else fields.set(key, after);
  }
  return left;
}

/**
 * Patches metadata.
 * @returns a new Struct, or `patch` itself for `overwrite`.
 */
export function patchStruct(base: StructMessage | undefined, patch: StructMessage, action: PatchAction): StructMessage {
  switch (action) {
    case 'merge':
      return mergeStructs(base, patch);
    case 'remove':
      return removeFromStruct(base, patch);
    case 'overwrite':
      return patch;
  }
}

/** Whether `base` has at least one field of `wanted` with the same value. Nested structs are compared in the same way. */
export function includesAnyField(base: StructMessage | undefined, wanted: StructMessage): boolean {
  const fields = base?.getFieldsMap();
  return [...wanted.getFieldsMap().entries()].some(([key, value]) => {
    const found = fields?.get(key);
    if (found === undefined) return false;
    const inner = value.getStructValue();
    return inner === undefined ? isSameValue(found, value) : includesAnyField(found.getStructValue(), inner);
  });
}

function mergeValues(base: Value | undefined, patch: Value): Value {
  const struct = patch.getStructValue();
  const list = patch.getListValue()?.getValuesList();
  const merged = clone(patch);
  if (struct !== undefined && base?.hasStructValue() === true && struct.getFieldsMap().getLength() > 0) {
    merged.setStructValue(mergeStructs(base.getStructValue(), struct));
  }
  const before = base?.getListValue()?.getValuesList();
  if (list !== undefined && before !== undefined && list.length > 0) {
    merged.getListValue()?.setValuesList(mergeLists(before, list));
  }
  return merged;
}

function mergeLists(base: readonly Value[], patch: readonly Value[]): Value[] {
  const isNew = (value: Value) => idOf(value) === undefined || !base.some((each) => idOf(each) === idOf(value));
  const merged = base.map((each) => {
    const same = patch.find((value) => idOf(value) !== undefined && idOf(value) === idOf(each));
    return same === undefined ? each : mergeValues(each, same);
  });
  return [...merged, ...patch.filter(isNew)];
}

/** @returns undefined if nothing of the value is left. */
function removeValue(base: Value, patch: Value): Value | undefined {
  const struct = patch.getStructValue();
  const list = patch.getListValue()?.getValuesList();
  const left = clone(base);
  if (struct !== undefined) {
    if (base.hasStructValue()) left.setStructValue(removeFromStruct(base.getStructValue(), struct));
    return left;
  }
  if (list !== undefined) {
    const before = base.getListValue()?.getValuesList();
    if (before === undefined) return left;
    left.getListValue()?.setValuesList(before.filter((each) => !list.some((value) => isSameItem(each, value))));
    return left;
  }
  return patch.getKindCase() === KIND.BOOL_VALUE && !patch.getBoolValue() ? clone(patch) : undefined;
}

function isSameItem(a: Value, b: Value): boolean {
  const id = idOf(a);
  if (id !== undefined) return id === idOf(b);
  return isSameValue(a, b);
}

function isSameValue(a: Value, b: Value): boolean {
  return Buffer.from(a.serializeBinary()).equals(b.serializeBinary());
}

/** The `id` of a list item, in a comparable form. */
function idOf(value: Value): string | undefined {
  const id = value.getStructValue()?.getFieldsMap().get('id');
  return id === undefined ? undefined : Buffer.from(id.serializeBinary()).toString('hex');
}

/** Field numbers of the kinds of a Value (google/protobuf/struct.proto). */
const KIND = { NOT_SET: 0, NULL_VALUE: 1, BOOL_VALUE: 4 } as const;

function isNothing(value: Value): boolean {
  const kind: number = value.getKindCase();
  return kind === KIND.NOT_SET || kind === KIND.NULL_VALUE;
}

function copy(struct: StructMessage | undefined): StructMessage {
  return struct === undefined ? new Struct() : struct.clone();
}

function clone(value: Value): Value {
  return value.clone();
}
