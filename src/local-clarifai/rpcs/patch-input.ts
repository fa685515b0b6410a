import type { Input } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { Struct } from '../../clarifai-protocol.js';
import { mergeStructs, structFromBytes, structToBytes } from '../messages/common.js';
import { readPatchAction } from '../patch-action.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';

/**
 * Changes the metadata of an input: `merge` sets the fields given, `overwrite` replaces all, `remove` takes away the fields
 * given. (Labels are changed through annotations.)
 */
export function patchInput(tables: Tables, input: InputRow, patch: Input, action: string): InputRow {
  const kind = readPatchAction(action);
  const given = patch.getData()?.getMetadata();
  if (given === undefined) return input;
  const before = structFromBytes(input.metadata);
  const removed = new Set(Object.keys(given.toJavaScript()));
  const after =
    kind === 'overwrite'
      ? given
      : kind === 'merge'
        ? mergeStructs(before, given)
        : Struct.fromJavaScript(
            Object.fromEntries(Object.entries(before?.toJavaScript() ?? {}).filter(([key]) => !removed.has(key))),
          );
  tables.inputs.setMetadata(input.pk, structToBytes(after));
  return tables.inputs.byPk(input.pk) ?? input;
}
