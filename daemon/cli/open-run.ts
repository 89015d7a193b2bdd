/** What commands on a trained flow begin with. */
import { availableParallelism } from 'node:os';
import type { OpenData, OpenFlow } from '../inspection/open-flow.ts';
import { openData, openFlow } from '../inspection/open-flow.ts';
import { findRun } from '../runs/find-run.ts';
import { loadCpuRuntime } from '../runtime/load-cpu-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CommandIo } from './command-io.ts';
import type { Arguments, OptionDeclaration } from './options.ts';
import { checkpointChoice } from './values.ts';

export const RUN_ARGUMENT = {
  name: 'RUN',
  description: 'A run directory, the id of a run under .flowscope/runs of this folder or its parents, or "latest".',
} as const;

export const CHECKPOINT_OPTION: OptionDeclaration = {
  value: 'C',
  description: 'latest, best (by validation), or the number of a step. Default: best, or latest where none is marked.',
};

/** The run named by the first argument, at the checkpoint of `--checkpoint`. */
export async function openRunFlow(args: Arguments, { cwd }: CommandIo): Promise<OpenFlow> {
  return openFlow(await findRun(args.positionals[0]!, cwd), checkpointChoice(args));
}

export interface OpenRun<Data = OpenData> {
  readonly open: OpenFlow;
  readonly data: Data;
  readonly runtime: Runtime;
}

/** The same with its data and the runtime, which load side by side. */
export async function openRunAll(args: Arguments, io: CommandIo): Promise<OpenRun> {
  return openRunWith(args, io, openData);
}

/** The same with as much of the data as the command needs. */
export async function openRunWith<Data>(
  args: Arguments,
  io: CommandIo,
  load: (open: OpenFlow) => Promise<Data>,
): Promise<OpenRun<Data>> {
  const loading = loadRuntime();
  // Its failure is seen below; until then it must not count as unhandled.
  loading.catch(() => {});
  const open = await openRunFlow(args, io);
  const data = await load(open);
  return { open, data, runtime: await loading };
}

/** More threads help no inspection: its graphs are small. */
const THREADS = 4;

export async function loadRuntime(): Promise<Runtime> {
  const cpuRuntime = await loadCpuRuntime();
  return cpuRuntime({ threads: Math.min(THREADS, availableParallelism()) });
}

/** Which weights a result speaks of: stands in every one. */
export function sourceOf({ run, step, weights }: OpenFlow) {
  return { runDir: run.directory, checkpoint: step, weights } as const;
}
