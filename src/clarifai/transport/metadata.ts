import { Struct } from '../../clarifai-protocol.js';

/** Anything JSON can say, as Clarifai keeps it beside photos, tags and model versions. */
export type Metadata = { readonly [key: string]: string | number | boolean | null | Metadata | readonly Metadata[] };

export function toStruct(metadata: Metadata): InstanceType<typeof Struct> {
  // The declared parameter is an index signature of the library's own JavaScriptValue, which a readonly record is not.
  return Struct.fromJavaScript({ ...metadata } as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** A text kept under a key; empty when there is none, or something else is kept there. */
export function textIn(struct: InstanceType<typeof Struct> | undefined, key: string): string {
  const value = struct?.getFieldsMap().get(key);
  return value?.hasStringValue() ? value.getStringValue() : '';
}

/** A moment kept under a key as ISO 8601 text; the beginning of 1970 when there is none. */
export function dateIn(struct: InstanceType<typeof Struct> | undefined, key: string): Date {
  const at = Date.parse(textIn(struct, key));
  return new Date(Number.isNaN(at) ? 0 : at);
}

/** Numbers kept under a key by their own keys; anything that is not a number is left out. */
export function numbersIn(struct: InstanceType<typeof Struct> | undefined, key: string): Map<string, number> {
  const fields = struct?.getFieldsMap().get(key)?.getStructValue()?.getFieldsMap();
  const numbers = new Map<string, number>();
  fields?.forEach((value, name) => {
    if (value.hasNumberValue()) numbers.set(name, value.getNumberValue());
  });
  return numbers;
}

/** Structures kept in a list under a key; anything else in the list is left out. */
export function structsIn(struct: InstanceType<typeof Struct> | undefined, key: string): InstanceType<typeof Struct>[] {
  const values = struct?.getFieldsMap().get(key)?.getListValue()?.getValuesList() ?? [];
  return values.flatMap((value) => value.getStructValue() ?? []);
}
