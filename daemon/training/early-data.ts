/** Rows that are loaded while the spec of their job is still being checked. */
import { isDeepStrictEqual } from 'node:util';
import type { DataAccess, DataConfig, Dataset } from '../data/definition.ts';
import { loadDataset } from '../data/load-dataset.ts';
import { type DataTransform, dataTransform, type PreparedRows } from '../data/prepare.ts';

export interface LoadedData {
  readonly dataset: Dataset;
  readonly transform: DataTransform;
  /** Of the training split. */
  readonly rows: PreparedRows;
}

/** Errors as `loadDataset`. */
export async function loadData(config: DataConfig, access: DataAccess): Promise<LoadedData> {
  const dataset = await loadDataset(config, access);
  const transform = dataTransform(dataset);
  return { dataset, transform, rows: transform.prepare(dataset.train) };
}

/** What a job will train on. */
export interface EarlyRequest {
  readonly data: DataConfig;
  /** Of the spec. */
  readonly folder: string;
}

export interface EarlyData {
  /** The data of this config; null if others were loaded, or they could not be: loading them again says why. */
  take(config: DataConfig, access: Pick<DataAccess, 'folder' | 'trusted'>): Promise<LoadedData | null>;
}

export function loadEarly(config: DataConfig, access: DataAccess): EarlyData {
  const loading = loadData(config, access).catch(() => null);
  return {
    take: (wanted, { folder, trusted }) =>
      isDeepStrictEqual(wanted, config) && folder === access.folder && trusted === access.trusted
        ? loading
        : Promise.resolve(null),
  };
}
