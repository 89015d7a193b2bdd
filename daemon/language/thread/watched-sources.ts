import type { CommonDataKeys, DataAccess, SourceDefinition } from '../../data/definition.ts';

/**
 * Milliseconds that reading data may take without a pause. A table is read in one stretch, and a user who trusts a folder
 * may have a large one; of others, at most 16 MiB are read.
 */
const PATIENCE = { trusted: 600_000, untrusted: 20_000 } as const;

/**
 * The same sources, which say when they read data.
 * @param onPatience called with the time that the work may take from now on without a pause; null: the usual time
 */
export function watchedSources(
  sources: readonly SourceDefinition[],
  onPatience: (milliseconds: number | null) => void,
): readonly SourceDefinition[] {
  let reading = 0;
  return sources.map((source) => {
    const { summarize } = source;
    if (summarize === null) return source;
    return {
      ...source,
      async summarize(config: CommonDataKeys, access: DataAccess) {
        reading++;
        onPatience(access.trusted ? PATIENCE.trusted : PATIENCE.untrusted);
        try {
          return await summarize(config, access);
        } finally {
          if (--reading === 0) onPatience(null);
        }
      },
    };
  });
}
