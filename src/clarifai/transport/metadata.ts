import { Struct } from '../../clarifai-protocol.js';

/** Metadata of photos, annotations, concepts and model versions. */
export type Metadata = { readonly [key: string]: string | number | boolean | null | Metadata | readonly Metadata[] };

export function toStruct(metadata: Metadata): InstanceType<typeof Struct> {
  // The declared parameter is an index signature of the library's own JavaScriptValue, which a readonly record is not.
  return Struct.fromJavaScript({ ...metadata } as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** Reads a text; empty if there is none. */
export function textIn(struct: InstanceType<typeof Struct> | undefined, key: string): string {
  const value = struct?.getFieldsMap().get(key);
  return value?.hasStringValue() ? value.getStringValue() : '';
}

/** Reads a time in ISO 8601; the start of 1970 if there is none. */
export function dateIn(struct: InstanceType<typeof Struct> | undefined, key: string): Date {
  const at = Date.parse(textIn(struct, key));
  return new Date(Number.isNaN(at) ? 0 : at);
}

/** Reads a number; undefined if there is none. */
export function numberIn(struct: InstanceType<typeof Struct> | undefined, key: string): number | undefined {
  const value = struct?.getFieldsMap().get(key);
  return value?.hasNumberValue() ? value.getNumberValue() : undefined;
}

/** Reads a record of numbers; skips other values. */
export function numbersIn(struct: InstanceType<typeof Struct> | undefined, key: string): Map<string, number> {
  const fields = struct?.getFieldsMap().get(key)?.getStructValue()?.getFieldsMap();
  const numbers = new Map<string, number>();
  fields?.forEach((value, name) => {
    if (value.hasNumberValue()) numbers.set(name, value.getNumberValue());
  });
  return numbers;
}

/** Reads a list of records; skips other items. */
export function structsIn(struct: InstanceType<typeof Struct> | undefined, key: string): InstanceType<typeof Struct>[] {
  const values = struct?.getFieldsMap().get(key)?.getListValue()?.getValuesList() ?? [];
  return values.flatMap((value) => value.getStructValue() ?? []);
}
