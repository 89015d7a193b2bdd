import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

export interface AnalysisPrograms {
  readonly sound: string;
  /** As `sabotaged-thread.ts` says. */
  readonly sabotaged: string;
}

/** The programs of analysis threads, bundled: each thread would take half a second to load the sources. */
export function useAnalysisPrograms(): AnalysisPrograms {
  let folder: string;
  const entry = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowscope-analysis-'));
    await build({
      entryPoints: { sound: entry('../../../language/thread/main.ts'), sabotaged: entry('./sabotaged-thread.ts') },
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      target: 'node22',
      format: 'esm',
      mainFields: ['module', 'main'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'warning',
    });
  });
  afterAll(() => rm(folder, { recursive: true }));
  return {
    get sound() {
      return join(folder, 'sound.mjs');
    },
    get sabotaged() {
      return join(folder, 'sabotaged.mjs');
    },
  };
}
