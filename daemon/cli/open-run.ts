/** Opens what commands on a trained flow need. */
import type * as z from 'zod';
import type { splitName } from '../../protocol/common.ts';
import type { DataReading } from '../../protocol/data-reading.ts';
import type { FigureDefinition } from '../../protocol/figures/define-figure.ts';
import type { Rows } from '../data/definition.ts';
import { inspectionThreads } from '../inspection/inspection-threads.ts';
import type { DataReadingOptions, OpenData, OpenFacts, OpenFlow } from '../inspection/opened/open-flow.ts';
import { openData, openDataFacts, openFlow } from '../inspection/opened/open-flow.ts';
import { requireFigure } from '../inspection/opened/opened-runs.ts';
import type { OutputFile } from '../outputs/output-file.ts';
import { findRun } from '../runs/directory/find-run.ts';
import { openRuntime, preloadRuntime } from '../runtime/registry.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Plan } from '../spec/plan.ts';
import type { CommandIo } from './command-io.ts';
import { loadWithProgress } from './load-with-progress.ts';
import type { Arguments, OptionDeclaration } from './options.ts';
import { runOutput } from './output-option.ts';
import { readRows } from './row-files.ts';
import { usageError } from './usage-error.ts';
import { checkpointChoice } from './values.ts';

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
 * @param figure what the run is opened for
 * @throws FlowscopeError `no-figure` (exit 2) if its model does not have the figure; as `openFlow` and `openData`
 */
export async function openRunAll(figure: FigureDefinition, args: Arguments, io: CommandIo): Promise<OpenRun> {
  return openRunWith(figure, args, io, openData);
}

/** Like `openRunAll`, but loads only the data that the command needs. */
export async function openRunWith<Data>(
  figure: FigureDefinition,
  args: Arguments,
  io: CommandIo,
  load: (open: OpenFlow, options: DataReadingOptions) => Promise<Data>,
): Promise<OpenRun<Data>> {
  const run = await findRun(args.positionals[0]!, io.cwd);
  requireFigure(run, figure);
  const output = await runOutput(args, io, run);
  // If it fails, opening it below fails in the same way.
  preloadRuntime().catch(() => {});
  const open = await openFlow(run, checkpointChoice(args));
  const data = await loadWithProgress(io, (watch) => load(open, watch));
  return { open, data, runtime: await loadRuntime(open.plan), output };
}

/**
 * Like `openRunAll`, for a command on the rows of `--split` or of the file `--data`, which needs no data of the run.
 * @returns also the rows, in data units
 * @throws FlowscopeError `usage` (exit 2) for both; as `openRunWith` and `readRows`
 */
export async function openRows(
  figure: FigureDefinition,
  { split, data: file }: { readonly split: z.infer<typeof splitName>; readonly data: string | null },
  args: Arguments,
  io: CommandIo,
): Promise<OpenRun<OpenFacts> & { readonly rows: Rows; readonly reading: DataReading | null }> {
  if (file !== null && args.text('split') !== null) {
    throw usageError(`${figure.command} takes --split or --data, not both`);
  }
  const { data, ...opened } = await openRunWith(figure, args, io, async (open, options) => {
    if (file === null) {
      const facts = await openData(open, options);
      return { facts, rows: facts.dataset[split], reading: facts.dataset.reading ?? null };
    }
    const facts = await openDataFacts(open, options);
    const { reading = null, ...rows } = await readRows(file, io.cwd, facts.dataset);
    return { facts, rows, reading };
  });
  return { ...opened, data: data.facts, rows: data.rows, reading: data.reading };
}

/** The runtime of a plan's backend. */
export function loadRuntime({ backend }: Plan): Promise<Runtime> {
  return openRuntime(backend, { threads: inspectionThreads(0) });
}
