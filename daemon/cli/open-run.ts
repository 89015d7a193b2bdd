/** Opens what commands on a trained flow need. */
import { availableParallelism } from 'node:os';
import type { OpenData, OpenFlow } from '../inspection/open-flow.ts';
import { openData, openFlow } from '../inspection/open-flow.ts';
import type { OutputFile } from '../outputs/output-file.ts';
import { findRun } from '../runs/find-run.ts';
import { loadCpuRuntime } from '../runtime/load-cpu-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CommandIo } from './command-io.ts';
import type { Arguments, OptionDeclaration } from './options.ts';
import { runOutput } from './output-option.ts';
import { checkpointChoice } from './values.ts';

export const RUN_ARGUMENT = {
  name: 'RUN',
  description: 'A run directory, the id of a run under .flowscope/runs of this folder or its parents, or "latest".',
} as const;

export const CHECKPOINT_OPTION: OptionDeclaration = {
  value: 'C',
  description: 'latest, best (by validation), or the number of a step. Default: best, or latest if none is marked.',
};

export interface OpenRun<Data = OpenData> {
  readonly open: OpenFlow;
  readonly data: Data;
  readonly runtime: Runtime;
  /** The file that the arguments name for output. */
  readonly output: OutputFile | null;
}

/**
 * Opens the run named by the first argument at the checkpoint of `--checkpoint`, with its data and the runtime, which
 * load in parallel. If the output may not be written, it fails before reading anything except the run's record.
 */
export async function openRunAll(args: Arguments, io: CommandIo): Promise<OpenRun> {
  return openRunWith(args, io, openData);
}

/** Like `openRunAll`, but loads only the data that the command needs. */
export async function openRunWith<Data>(
  args: Arguments,
  io: CommandIo,
  load: (open: OpenFlow) => Promise<Data>,
): Promise<OpenRun<Data>> {
  const run = await findRun(args.positionals[0]!, io.cwd);
  const output = await runOutput(args, io, run);
  const loading = loadRuntime();
  // The failure is handled below; until then it must not count as unhandled.
  loading.catch(() => {});
  const open = await openFlow(run, checkpointChoice(args));
  const data = await load(open);
  return { open, data, runtime: await loading, output };
}

/** More threads speed up no inspection, because its graphs are small. */
const THREADS = 4;

export async function loadRuntime(): Promise<Runtime> {
  const cpuRuntime = await loadCpuRuntime();
  return cpuRuntime({ threads: Math.min(THREADS, availableParallelism()) });
}

/** The weights that a result is about: part of every result. */
export function sourceOf({ run, step, weights }: OpenFlow) {
  return { runDir: run.directory, checkpoint: step, weights } as const;
}
