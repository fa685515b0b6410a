import type { FaceModel } from './base-models.js';
import type { Evaluations } from './evaluations.js';
import type { Indexer } from './indexing/indexer.js';
import type { InputDeletions } from './indexing/input-deletions.js';
import type { PictureFetcher } from './pictures/fetch-picture.js';
import type { UploadSpool } from './pictures/upload-spool.js';
import type { FaceFinder } from './recognition/face-finder.js';
import type { Tables } from './tables/tables.js';
import type { TrainVersion } from './train.js';

/** What the RPC handlers need. */
export interface ServiceContext {
  readonly tables: Tables;
  readonly finder: FaceFinder;
  readonly faceModel: FaceModel;
  readonly fetcher: PictureFetcher;
  readonly uploadSpool: UploadSpool;
  readonly indexer: Indexer;
  readonly inputDeletions: InputDeletions;
  readonly evaluations: Evaluations;
  readonly trainVersion: TrainVersion;
}
