import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { openOutput } from '../outputs/output-file.ts';
import type { CheckpointChoice } from '../runs/checkpoints/find-checkpoint.ts';
import { openRun, type Run } from '../runs/directory/run-directory.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type ReportResult, writeReport } from './write-report.ts';

export interface ReportJob {
  /** Absolute path of the run directory. */
  readonly runDir: string;
  readonly checkpoint: CheckpointChoice | null;
  /** Absolute path of the .html file. */
  readonly path: string;
  readonly overwrite: boolean;
  readonly trusted: boolean;
}

/** The bundled webviews, beside the bundled program. */
export function bundledWebviews(): string {
  return fileURLToPath(new URL('./webviews', import.meta.url));
}

/** Writes a report for a client of the daemon. @throws FlowscopeError; the signal's reason once it is aborted */
export async function reportAnswer(
  { runDir, checkpoint, path, overwrite, trusted }: ReportJob,
  { runtimeOf, signal }: { readonly runtimeOf: (run: Run) => Promise<Runtime>; readonly signal: AbortSignal },
): Promise<ReportResult> {
  if (extname(path).toLowerCase() !== '.html') {
    throw new FlowscopeError('unwritable', `Cannot write ${path}: its name does not end in .html.`, {
      file: path,
      exitCode: 2,
      hint: 'Choose a name that ends in .html.',
    });
  }
  const run = await openRun(runDir);
  const output = await openOutput(path, {
    run,
    inputs: [],
    trusted,
    replace: overwrite,
    hint: overwrite ? 'Choose another file.' : 'Choose another name, or overwrite the file.',
  });
  const runtime = await runtimeOf(run);
  return writeReport({ run, checkpoint, runtime, trusted, webviews: bundledWebviews(), output, signal });
}
