import { drawnPortraits } from './drawn-portraits.js';
import { drawnSamples } from './drawn-samples.js';

/** A picture in `assets/` and how it is drawn. */
export interface DrawnAsset {
  /** Below `assets/`, with forward slashes. */
  readonly path: string;
  draw(): Promise<Uint8Array>;
}

/** Every picture in `assets/`. */
export function drawnAssets(): readonly DrawnAsset[] {
  return [
    ...drawnSamples().map(({ fileName, draw }) => ({ path: `samples/${fileName}`, draw })),
    ...drawnPortraits().map(({ fileName, draw }) => ({ path: `portraits/${fileName}`, draw })),
  ];
}
