import { createHash } from 'node:crypto';
import { drawnPortraits, renderHead } from './drawn-portraits.js';
import { drawnSamples } from './drawn-samples.js';
import { renderJpeg } from './render.js';
import type { Drawing } from './scene.js';

/** A picture in `assets/` and how it is made. */
interface DrawnAsset {
  /** Below `assets/`, with forward slashes. */
  readonly path: string;
  /** Quick: a text. */
  drawing(): Drawing;
  /** The drawing as a JPEG: the same bytes every time. Takes up to a second. */
  render(): Promise<Uint8Array>;
}

/** SHA-256 of a drawing and of the picture made from it. */
export interface AssetHashes {
  readonly drawing: string;
  readonly picture: string;
}

/** Every picture in `assets/`. */
export function drawnAssets(): readonly DrawnAsset[] {
  return [
    ...drawnSamples().map(({ fileName, drawing }) => ({
      path: `samples/${fileName}`,
      drawing,
      render: () => renderJpeg(drawing()),
    })),
    ...drawnPortraits().map(({ fileName, drawing }) => ({
      path: `portraits/${fileName}`,
      drawing,
      render: () => renderHead(drawing()),
    })),
  ];
}

/** @param picture as a JPEG. */
export function hashesOf(drawing: Drawing, picture: Uint8Array): AssetHashes {
  const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
  return { drawing: sha256(JSON.stringify(drawing)), picture: sha256(picture) };
}
