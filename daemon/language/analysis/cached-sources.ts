import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommonDataKeys, DataAccess, DataSummary, SourceDefinition } from '../../data/definition.ts';
import { FILE_KEYS } from '../../data/sources/file-keys.ts';
import { staysInside } from './inside-folder.ts';

const MAXIMUM_ENTRIES = 16;

/**
 * The same sources, but a summary is computed again only if the keys of `data`, the trust or one of its files changed:
 * a table must be read as a whole to know its columns, and an editor asks after every pause in typing.
 */
export function cachedSources(sources: readonly SourceDefinition[]): readonly SourceDefinition[] {
  const summaries = new Map<string, Promise<DataSummary>>();
  return sources.map((source) => {
    const { summarize } = source;
    if (summarize === null) return source;
    return {
      ...source,
      summarize: async (config: CommonDataKeys, access: DataAccess) => {
        const stamp = await stampOf(config, access);
        if (stamp === null) return summarize(config, access);
        const key = JSON.stringify([source.type, config, access.folder, access.trusted, stamp]);
        const known = summaries.get(key);
        if (known !== undefined) return known;
        const summary = summarize(config, access);
        summaries.set(key, summary);
        if (summaries.size > MAXIMUM_ENTRIES) summaries.delete(summaries.keys().next().value!);
        return summary;
      },
    };
  });
}

/**
 * Size and time of each file; null if one is not a regular file (the content of a folder has no stamp), or may not be
 * accessed: the source then handles it.
 */
async function stampOf(config: object, { folder, trusted }: DataAccess): Promise<readonly string[] | null> {
  const stamps: string[] = [];
  for (const key of FILE_KEYS) {
    const path = (config as Readonly<Record<string, unknown>>)[key];
    if (typeof path !== 'string') continue;
    if (!trusted && !(await staysInside(folder, path).catch(() => false))) return null;
    const info = await stat(resolve(folder, path), { bigint: true }).catch(() => null);
    if (info === null || !info.isFile()) return null;
    stamps.push(`${info.dev}:${info.ino}:${info.size}:${info.mtimeNs}`);
  }
  return stamps;
}
