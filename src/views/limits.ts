/** Slack's limits for what we send (docs.slack.dev/reference/block-kit), and the one it does not publish. */
export const MAX_BLOCKS = 50;
export const MAX_SECTION_TEXT = 3000;
export const MAX_ALT_TEXT = 2000;
export const MAX_OPTIONS = 100;
export const MAX_OPTION_TEXT = 75;
/** chat.update refuses a longer `text` with `msg_too_long`. */
export const MAX_MESSAGE_TEXT = 4000;
/**
 * Blocks are refused with `msg_blocks_too_long` somewhere above 13 kB of JSON; the exact number is not published.
 * Counted with every character outside ASCII as the six of its escape.
 */
export const MAX_BLOCKS_BYTES = 12_000;

/** How much of {@link MAX_BLOCKS_BYTES} some blocks use up. */
export function sizeOfBlocks(blocks: readonly unknown[]): number {
  const json = JSON.stringify(blocks);
  let size = 0;
  for (let index = 0; index < json.length; index++) size += json.charCodeAt(index) < 128 ? 1 : 6;
  return size;
}
