import { z } from 'zod';
import { checkBlocks, type FindFile } from '../blocks/check-blocks.js';
import { type Block, textOfBlocks } from '../blocks/elements.js';
import { describeProblem, type Problem } from '../blocks/problems.js';
import { maySeeFile } from '../workspace/access.js';
import type { Metadata } from '../workspace/messages.js';
import { fileIdOfUrl } from '../workspace/render-file.js';
import type { Workspace } from '../workspace/workspace.js';
import { flag, json, optionalText } from './arguments.js';
import { SlackError } from './slack-error.js';

/** The arguments of every method that writes a message. */
export const contentArguments = {
  text: optionalText,
  blocks: json,
  attachments: json,
  markdown_text: optionalText,
  metadata: json,
  unfurl_links: flag,
  unfurl_media: flag,
};

const MAX_BLOCKS = 50;
const MAX_TEXT = 40_000;
const MAX_MARKDOWN = 12_000;
/** Slack does not publish this limit: blocks of about 13.2 kB were accepted, 15.2 kB were not. */
const MAX_BLOCKS_BYTES = 13_000;
const MAX_METADATA_BYTES = 8_000;

const metadataSchema = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

interface ContentInput {
  text?: string | undefined;
  blocks?: unknown;
  attachments?: unknown;
  markdown_text?: string | undefined;
}

/** Finds files that blocks refer to, if that person may see them. */
export function fileFinder(workspace: Workspace, person: string): FindFile {
  return ({ id, url }) => {
    const wanted = id ?? (url === undefined ? undefined : fileIdOfUrl(url));
    if (wanted === undefined || !/^F[A-Z0-9]{8,}$/.test(wanted)) return undefined;
    return maySeeFile(workspace, person, wanted) ? wanted : undefined;
  };
}

/** The error for invalid blocks. Like Slack's, it has the problems in `errors` and in `response_metadata.messages`. */
export function refuse(code: string, problems: readonly Problem[]): SlackError {
  const lines = problems.map(describeProblem);
  return new SlackError(
    code,
    lines.map((line) => `[ERROR] ${line}`),
    { errors: lines },
  );
}

/**
 * The text and blocks of a message, checked against Slack's rules. A message without text gets the text of its blocks.
 * @throws SlackError `no_text`, `invalid_blocks`, `invalid_blocks_format`, `msg_blocks_too_long`
 */
export function readContent(
  workspace: Workspace,
  person: string,
  input: ContentInput,
): { text: string; blocks: Block[] | undefined } {
  if (Array.isArray(input.attachments) ? input.attachments.length > 0 : input.attachments !== undefined) {
    throw new SlackError('invalid_attachments', ['[ERROR] local Slack supports blocks, not attachments']);
  }
  if (input.markdown_text !== undefined) {
    if (input.text !== undefined || input.blocks !== undefined) throw new SlackError('markdown_text_conflict');
    if (input.markdown_text.length > MAX_MARKDOWN) throw new SlackError('msg_too_long');
    const markdown = [{ type: 'markdown', text: input.markdown_text }];
    return { text: input.markdown_text, blocks: readBlocks(workspace, person, markdown) };
  }
  const blocks = readBlocks(workspace, person, input.blocks);
  const text = input.text ?? (blocks === undefined ? '' : textOfBlocks(blocks));
  return { text: text.slice(0, MAX_TEXT), blocks };
}

/** Blocks, checked against Slack's rules. @throws SlackError `invalid_blocks`, `invalid_blocks_format`, `msg_blocks_too_long` */
export function readBlocks(workspace: Workspace, person: string, input: unknown): Block[] | undefined {
  if (input === undefined || input === null) return undefined;
  if (!Array.isArray(input)) throw new SlackError('invalid_blocks_format');
  if (input.length === 0) return undefined;
  const checked = checkBlocks(input, { max: MAX_BLOCKS, at: '/blocks', findFile: fileFinder(workspace, person) });
  if (!checked.ok) throw refuse('invalid_blocks', checked.problems);
  if (Buffer.byteLength(JSON.stringify(input)) > MAX_BLOCKS_BYTES) throw new SlackError('msg_blocks_too_long');
  return checked.value;
}

/**
 * The metadata of a message: undefined when it is missing, null when it is to be removed (`{}`).
 * @throws SlackError `invalid_metadata_format`, `metadata_too_large`
 */
export function readMetadata(input: unknown): Metadata | null | undefined {
  if (input === undefined || input === null) return undefined;
  if (typeof input === 'object' && Object.keys(input).length === 0) return null;
  const parsed = metadataSchema.safeParse(input);
  if (!parsed.success) throw new SlackError('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(input)) > MAX_METADATA_BYTES) throw new SlackError('metadata_too_large');
  return parsed.data;
}
