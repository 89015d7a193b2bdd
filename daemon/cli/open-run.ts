/** Opens what commands on a trained flow need. */
import * as z from 'zod';
import type { splitName } from '../../protocol/common.ts';
import type { DataReading } from '../../protocol/data-reading.ts';
import type { FigureDefinition } from '../../protocol/figures/define-figure.ts';
import type { Rows } from '../data/definition.ts';
import { MISSING_VALUES_KEY, missingValuesKey } from '../data/missing/missing-values.ts';
import type { ConditionOrigin } from '../data/named/new-conditions.ts';
import { inspectionThreads } from '../inspection/inspection-threads.ts';
import type { DataReadingOptions, OpenData, OpenFacts, OpenFlow, OpenModel } from '../inspection/opened/open-flow.ts';
import { openData, openDataFacts, openFlow, openModel } from '../inspection/opened/open-flow.ts';
import { requireFigure } from '../inspection/opened/require-figure.ts';
import type { ModelPlan } from '../models/plan.ts';
import type { OutputFile } from '../outputs/output-file.ts';
import { findRun } from '../runs/directory/find-run.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { evaluationBackend, openRuntime, preloadRuntime } from '../runtime/registry.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CommandIo } from './command-io.ts';
import { conditionFilesOfRows } from './condition-files.ts';
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

export interface OpenRun<Data = OpenData, Open extends OpenModel = OpenModel> {
  readonly open: Open;
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

/** As `openRunAll`, for a figure that only flows have. */
export async function openFlowRun(
  figure: FigureDefinition,
  args: Arguments,
  io: CommandIo,
): Promise<OpenRun<OpenData, OpenFlow>> {
  return openFlowRunWith(figure, args, io, openData);
}

/** As `openRunWith`, for a figure that only flows have. */
export async function openFlowRunWith<Data>(
  figure: FigureDefinition,
  args: Arguments,
  io: CommandIo,
  load: (open: OpenFlow, options: DataReadingOptions) => Promise<Data>,
): Promise<OpenRun<Data, OpenFlow>> {
  return openAs(figure, args, io, openFlow, load);
}

/** Like `openRunAll`, but loads only the data that the command needs. */
export async function openRunWith<Data>(
  figure: FigureDefinition,
  args: Arguments,
  io: CommandIo,
  load: (open: OpenModel, options: DataReadingOptions) => Promise<Data>,
): Promise<OpenRun<Data>> {
  return openAs(figure, args, io, openModel, load);
}

async function openAs<Data, Open extends OpenModel>(
  figure: FigureDefinition,
  args: Arguments,
  io: CommandIo,
  openRun: (run: Run, choice: ReturnType<typeof checkpointChoice>) => Promise<Open>,
  load: (open: Open, options: DataReadingOptions) => Promise<Data>,
): Promise<OpenRun<Data, Open>> {
  const run = await findRun(args.positionals[0]!, io.cwd);
  requireFigure(run, figure);
  const output = await runOutput(args, io, run);
  // If it fails, opening it below fails in the same way.
  preloadRuntime().catch(() => {});
  const open = await openRun(run, checkpointChoice(args));
  const data = await loadWithProgress(io, (watch) => load(open, watch));
  return { open, data, runtime: await loadRuntime(open.plan), output };
}

/** How the data of the run were scaled, for new images. */
const scaling = z.enum(['crop', 'resize']).catch('crop');
/** Which array of an archive the run was trained on. */
const arrayName = z.optional(z.string()).catch(undefined);
/** What happens to rows without a value. */
const missingRows = z.enum(['error', 'drop']).catch('error');
/** Columns that are left out. */
const excluded = z.array(z.union([z.string(), z.number()])).catch([]);
/** What stands for a missing value. */
const missingValues = missingValuesKey(z.union([z.string(), z.number()])).catch(undefined);

interface RowsOptions {
  readonly split: z.infer<typeof splitName>;
  readonly data: string | null;
  readonly contextFile: string | null;
  /** Whether rows of a file may be dropped as the run drops them, instead of an error: each row is not answered by one. */
  readonly mayDrop?: boolean;
}

interface ChosenRows {
  /** In data units. */
  readonly rows: Rows;
  readonly reading: DataReading | null;
  /** Where the condition images are from; null: from the run's data, or the flow has none. */
  readonly conditions: readonly ConditionOrigin[] | null;
  /** The data of the run with all rows; null: rows of a file. */
  readonly whole: OpenData | null;
}

/**
 * Like `openRunAll`, for a command on the rows of `--split` or of the file `--data`, which needs no data of the run.
 * @throws FlowscopeError `usage` (exit 2) for both, or for `--context-file` without `--data`; as `openRunWith` and `readRows`
 */
export async function openRows(
  figure: FigureDefinition,
  { split, data: file, contextFile, mayDrop = false }: RowsOptions,
  args: Arguments,
  io: CommandIo,
): Promise<OpenRun<OpenFacts> & ChosenRows> {
  if (file !== null && args.text('split') !== null) {
    throw usageError(`${figure.command} takes --split or --data, not both`);
  }
  if (file === null && contextFile !== null) {
    throw usageError(
      '--context-file gives the condition images of rows of --data; the rows of a split have their own',
      `For example: ${figure.command} RUN --data F.npy --context-file ${contextFile}`,
    );
  }
  const { data, ...opened } = await openRunWith(figure, args, io, async (open, options) => {
    if (file === null) {
      const facts = await openData(open, options);
      return {
        facts,
        rows: facts.dataset[split],
        reading: facts.dataset.reading ?? null,
        conditions: null,
        whole: facts,
      };
    }
    const { data: trained } = open.plan;
    const fit = scaling.parse(trained.fit);
    const missing = {
      how: mayDrop ? missingRows.parse(trained.missing) : 'error',
      values: missingValues.parse(trained[MISSING_VALUES_KEY]),
    } as const;
    const leaving = { exclude: excluded.parse(trained.exclude), isListed: trained.columns !== undefined };
    const like = { fit, array: arrayName.parse(trained.array), missing, leaving };
    const files = await conditionFilesOfRows(contextFile, io.cwd, open, fit);
    const facts = await conditionFacts(open, files, options);
    const {
      reading = null,
      conditions = null,
      ...rows
    } = await readRows(file, io.cwd, { ...facts.dataset, ...like }, files);
    return { facts, rows, reading, conditions, whole: null };
  });
  const { facts, ...chosen } = data;
  return { ...opened, data: facts, ...chosen };
}

/** Runs of an older Flowscope did not store how condition images are derived, so that their data are read again. */
async function conditionFacts(
  open: OpenModel,
  files: ReadonlyMap<string, unknown>,
  options: DataReadingOptions,
): Promise<OpenFacts> {
  const facts = await openDataFacts(open, options);
  const isDerived = (open.plan.context?.images ?? []).some(({ name }) => !files.has(name));
  const isKnown = facts.dataset.conditions !== undefined || facts.dataset.train !== undefined;
  return isDerived && !isKnown ? openData(open, options) : facts;
}

/** The runtime that inspects what a plan's backend trains. */
export function loadRuntime({ backend }: Pick<ModelPlan, 'backend'>): Promise<Runtime> {
  return openRuntime(evaluationBackend(backend), { threads: inspectionThreads(0) });
}
