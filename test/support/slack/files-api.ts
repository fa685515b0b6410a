import { BOT_USER } from './ids.js';
import type { Method } from './method.js';
import { Refusal } from './refusal.js';
import type { Args, SlackState, StoredFile } from './state.js';

/** In seconds since 1970: the time in which most tests play. */
const UPLOADED_AT = 1_700_000_000;

/** `files.*` */
export function fileMethods(state: SlackState): Record<string, Method> {
  function requireFile(args: Args): StoredFile {
    const id = String(args['file']);
    const file = state.files.get(id);
    if (file === undefined) throw new Refusal('file_not_found');
    if (state.deletedFiles.has(id)) throw new Refusal('file_deleted');
    return file;
  }

  return {
    'files.info': (args) => ({ file: requireFile(args) }),
    'files.list'(args) {
      const files = [...state.files.values()].filter(
        ({ id, user, created = 0 }) =>
          !state.deletedFiles.has(id) &&
          (args['user'] === undefined || user === args['user']) &&
          Number(created) <= Number(args['ts_to'] ?? Number.POSITIVE_INFINITY),
      );
      const pages = Math.max(1, Math.ceil(files.length / state.pageSize));
      const start = (Number(args['page'] ?? 1) - 1) * state.pageSize;
      return { files: files.slice(start, start + state.pageSize), paging: { pages } };
    },
    'files.delete'(args) {
      state.deletedFiles.add(requireFile(args).id);
      return {};
    },
    'files.getUploadURLExternal'(args) {
      const id = state.nextUploadId();
      state.files.set(id, {
        id,
        name: args['filename'],
        alt_txt: args['alt_txt'],
        user: BOT_USER,
        mimetype: 'image/jpeg',
        created: UPLOADED_AT,
      });
      return { upload_url: `https://files.slack.com/upload/v1/${id}`, file_id: id };
    },
    'files.completeUploadExternal': (args) => ({ files: args['files'] }),
  };
}
