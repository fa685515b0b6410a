import { z } from 'zod';
import type { Conversation } from '../conversation/conversation.js';
import type { FileBytes } from '../files/file-bytes.js';
import { discardUnfinishedUploads } from '../files/unfinished-uploads.js';
import { newId, newSecret } from '../ids.js';
import { maySeeFile } from '../workspace/access.js';
import type { StoredFile } from '../workspace/files.js';
import { renderFile } from '../workspace/render-file.js';
import type { Workspace } from '../workspace/workspace.js';
import { count, json, optionalList, optionalText, text, ts } from './arguments.js';
import { checkThread, writableChannel } from './channel-access.js';
import { readBlocks } from './message-content.js';
import { type Caller, EVERYONE, type Methods, method } from './method.js';
import { SlackError } from './slack-error.js';

const MAX_FILE_BYTES = 256 * 1024 * 1024;
const MAX_FILES_PER_MESSAGE = 10;

const completedFiles = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

export function fileMethods(workspace: Workspace, conversation: Conversation, fileBytes: FileBytes): Methods {
  const { files, clock } = workspace;

  function visible(id: string, caller: Caller): StoredFile {
    const found = files.find(id);
    if (found?.state === 'deleted') throw new SlackError('file_deleted');
    if (found === undefined || !maySeeFile(workspace, caller.userId, id)) throw new SlackError('file_not_found');
    return found.file;
  }

  function uploaded(id: string, caller: Caller): StoredFile {
    const found = files.find(id);
    if (found?.state !== 'received' || found.file.owner !== caller.userId) throw new SlackError('file_not_found');
    return found.file;
  }

  return {
    'files.getUploadURLExternal': method({
      callers: EVERYONE,
      scopes: ['files:write'],
      schema: z.object({
        filename: text,
        length: z.coerce.number().int().min(1),
        alt_txt: optionalText,
        alt_text: optionalText,
        snippet_type: optionalText,
      }),
      async run(input, caller) {
        if (input.length > MAX_FILE_BYTES) throw new SlackError('file_too_large');
        const id = newId('F');
        const ticket = newSecret();
        const name = input.filename.slice(0, 255);
        files.expect(
          {
            id,
            owner: caller.userId,
            created: Math.floor(clock.now() / 1000),
            name,
            title: name,
            altText: input.alt_txt ?? input.alt_text,
            size: input.length,
            mimetype: '',
            filetype: '',
          },
          ticket,
        );
        await discardUnfinishedUploads(workspace, fileBytes);
        return { upload_url: `${workspace.baseUrl}/upload/v1/${ticket}`, file_id: id };
      },
    }),

    'files.completeUploadExternal': method({
      callers: EVERYONE,
      scopes: ['files:write'],
      schema: z.object({
        files: json.pipe(completedFiles),
        channel_id: optionalText,
        channels: optionalList,
        thread_ts: z.preprocess((value) => value || undefined, ts.optional()),
        initial_comment: optionalText,
        blocks: json,
      }),
      async run(input, caller) {
        const targets = input.channels ?? (input.channel_id === undefined ? [] : [input.channel_id]);
        const channels = targets.map((target) => writableChannel(workspace, conversation, caller, target));
        for (const channel of channels) checkThread(workspace, channel.id, input.thread_ts);
        if (channels.length > 0 && input.files.length > MAX_FILES_PER_MESSAGE) throw new SlackError('too_many_files');
        const blocks = readBlocks(workspace, caller.userId, input.blocks);
        const wanted = input.files.map(({ id, title }) => ({ file: uploaded(id, caller), title }));
        const inspected = await Promise.all(
          wanted.map(async ({ file, title }) => ({
            ...file,
            title: title ?? file.title,
            ...(await fileBytes.inspect(file.id)),
          })),
        );
        for (const file of inspected) uploaded(file.id, caller);
        const complete = () => {
          for (const file of inspected) files.save(file, 'complete');
        };
        if (channels.length === 0) workspace.transaction(complete);
        for (const channel of channels) {
          const draft = {
            channel: channel.id,
            user: caller.userId,
            subtype: 'file_share',
            text: input.initial_comment ?? '',
            blocks,
            fileIds: inspected.map((file) => file.id),
            threadTs: input.thread_ts,
          } as const;
          // In one transaction, so that a crash leaves no file that is complete but not posted.
          conversation.post(draft, complete);
        }
        return { files: inspected.map((file) => renderFile(workspace, file.id)) };
      },
    }),

    'files.info': method({
      callers: EVERYONE,
      scopes: ['files:read'],
      schema: z.object({ file: text, cursor: optionalText }),
      run: (input, caller) => ({
        file: renderFile(workspace, visible(input.file, caller).id),
        comments: [],
        response_metadata: { next_cursor: '' },
      }),
    }),

    'files.list': method({
      callers: EVERYONE,
      scopes: ['files:read'],
      schema: z.object({
        user: optionalText,
        channel: optionalText,
        count: count(100, 1000),
        page: count(1, 1_000_000),
        ts_from: z.coerce.number().default(0),
        ts_to: z.coerce.number().default(Number.MAX_SAFE_INTEGER),
      }),
      run(input, caller) {
        const { user: owner, channel, ts_from: from, ts_to: to } = input;
        const listed = files.list({ owner, channel, from, to });
        const wanted =
          owner === caller.userId ? listed : listed.filter((id) => maySeeFile(workspace, caller.userId, id));
        const start = (input.page - 1) * input.count;
        return {
          files: wanted.slice(start, start + input.count).map((id) => renderFile(workspace, id)),
          paging: {
            count: input.count,
            total: wanted.length,
            page: input.page,
            pages: Math.ceil(wanted.length / input.count),
          },
        };
      },
    }),

    'files.delete': method({
      callers: EVERYONE,
      scopes: ['files:write'],
      schema: z.object({ file: text }),
      async run(input, caller) {
        const file = visible(input.file, caller);
        if (file.owner !== caller.userId) throw new SlackError('cant_delete_file');
        conversation.removeFile(file);
        await fileBytes.remove(file.id);
        workspace.purge();
        return {};
      },
    }),
  };
}
