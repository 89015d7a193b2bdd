/** Summaries of large files: what was found is kept, and their beginning is enough where it can be. */
import { VERSION } from '../../../protocol/product-version.ts';
import type { DataAccess, DataSummary } from '../definition.ts';
import { dataFileStamps } from '../files/data-file-stamps.ts';
import { packingOf } from '../files/packing.ts';
import { readDataPrefix } from '../files/read-data-file.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { cacheSettings } from './kept-rows.ts';
import { keepSummary, keptSummary } from './kept-summary.ts';

export interface SummarizedFiles {
  /** All keys of `data`, with the source. */
  readonly config: object;
  readonly paths: readonly string[];
  /** Reads the beginning; null if that does not tell what all of it would. */
  readonly beginning: (isLarge: boolean) => Promise<DataSummary | null>;
  readonly whole: () => Promise<DataSummary>;
}

/** Errors as those of the two functions, and as `readDataPrefix`. */
export async function summarizeLarge(
  { config, paths, beginning, whole }: SummarizedFiles,
  access: DataAccess,
): Promise<DataSummary> {
  const sizes = access.most === undefined ? await Promise.all(paths.map((path) => isLarge(path, access))) : [];
  if (!sizes.includes(true)) return (await beginning(false)) ?? whole();
  const stamps = await dataFileStamps(paths, access);
  const keyOf = (part: string) => fingerprintOf({ ...config, part, summary: VERSION }, stamps);
  const kept = async <T extends DataSummary | null>(part: string, read: () => Promise<T>) => {
    const summary = await read();
    if (summary !== null) await keepSummary(keyOf(part), summary, access);
    return summary;
  };
  const known = async (part: string) => keptSummary(keyOf(part), access);
  return (
    (await known('all')) ??
    (access.complete ? null : await known('beginning')) ??
    (await kept('beginning', () => beginning(true))) ??
    kept('all', whole)
  );
}

/** Whether reading a file takes so long that its beginning should do where it can. */
async function isLarge(path: string, access: DataAccess): Promise<boolean> {
  const { bytes, size } = await readDataPrefix(path, access, 4);
  const { large } = cacheSettings(access);
  return size > (packingOf(bytes) === null ? large : large / 4);
}
