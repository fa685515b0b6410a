import { type Block, pictures } from '../blocks/elements.js';
import { privateUrl } from './render-file.js';
import type { Workspace } from './workspace.js';

/** Blocks as they are sent: a `slack_file` with its current URL and the size of the picture. */
export function renderBlocks(workspace: Workspace, blocks: readonly Block[]): Block[] {
  return blocks.map((block) => {
    if (pictures(block).length === 0) return block;
    const copy = structuredClone(block);
    for (const { picture } of pictures(copy)) {
      const id = picture.slack_file?.id;
      const file = id === undefined ? undefined : workspace.files.find(id)?.file;
      if (id === undefined || file === undefined) continue;
      Object.assign(picture, {
        slack_file: { id, url: privateUrl(workspace, file) },
        image_width: file.width,
        image_height: file.height,
        image_bytes: file.size,
      });
    }
    return copy;
  });
}
