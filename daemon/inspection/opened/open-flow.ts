/** A trained flow read from its run directory: the starting point of every inspection. */
import { dirname, resolve } from 'node:path';
import type { LoadWatch } from '../../data/data-progress.ts';
import type { Dataset } from '../../data/definition.ts';
import { loadDataset } from '../../data/load-dataset.ts';
import type { DataTransform, PreparedRows } from '../../data/prepare.ts';
import { dataTransform } from '../../data/prepare.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { ParameterValues } from '../../evaluation/row-graph.ts';
import type { Flow } from '../../flow/flow.ts';
import { buildFlow } from '../../flow/flow.ts';
import type { Model } from '../../models/definition.ts';
import { flowAsModel } from '../../models/flow.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { buildModel } from '../../models/registry.ts';
import type { CheckpointChoice } from '../../runs/checkpoints/find-checkpoint.ts';
import { readDataRecord } from '../../runs/directory/data-record.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { readWeights } from '../../runs/snapshots/read-weights.ts';
import { flowPlanOf, planOf } from '../../spec/parse-plan.ts';
import type { Plan } from '../../spec/plan.ts';
import { checkpointParameters } from '../../training/training-state.ts';
import { flowMaps } from './flow-maps.ts';
import type { LatentMaps } from './latent-maps.ts';
import { modelMaps } from './model-maps.ts';

/** A trained model of any kind that has latents. */
export interface OpenModel {
  readonly run: Run;
  readonly plan: ModelPlan;
  readonly model: Model;
  readonly maps: LatentMaps;
  readonly parameters: ParameterValues;
  /** Step of the checkpoint or snapshot. */
  readonly step: number;
  readonly weights: 'raw' | 'ema';
}

export interface OpenFlow extends OpenModel {
  readonly plan: Plan;
  readonly flow: Flow;
}

/** The part of an opened run that its checkpoints share. */
export type OpenSubject = Pick<OpenModel, 'plan' | 'model' | 'maps'> & Partial<Pick<OpenFlow, 'flow'>>;

/** The weights that a result is about: part of every result. */
export function sourceOf({ run, step, weights }: Pick<OpenModel, 'run' | 'step' | 'weights'>) {
  return { runDir: run.directory, checkpoint: step, weights } as const;
}

/** Everything in a checkpoint except the optimizer's moments. */
const WEIGHTS = (name: string): boolean => !name.startsWith('optimizer/');

/**
 * Reads the weights of `run`: by default the best by validation, or the latest if none is marked best.
 * @throws FlowscopeError `checkpoint` if there is none, it is damaged, or it does not match the plan
 */
export async function openFlow(run: Run, choice: CheckpointChoice | null): Promise<OpenFlow> {
  const subject = flowSubject(flowPlanOf(run));
  return { ...(await openWeights(run, choice, subject)), ...subject };
}

/** As `openFlow`, for a run of any model that has latents. @throws FlowscopeError also `no-figure` */
export async function openModel(run: Run, choice: CheckpointChoice | null): Promise<OpenModel> {
  const subject = subjectOf(run);
  return { ...(await openWeights(run, choice, subject)), ...subject };
}

/** What is built of the plan of a run. @throws FlowscopeError `no-figure` (exit 2): a model without latents */
export function subjectOf(run: Run): OpenSubject {
  const plan = planOf(run);
  if (isFlowPlan(plan)) return flowSubject(plan);
  const model = buildModel(plan);
  const maps = modelMaps(model);
  if (maps === null) {
    throw new FlowscopeError('no-figure', `runs of model '${plan.model}' have no latents: ${run.directory}`, {
      exitCode: 2,
    });
  }
  return { plan, model, maps };
}

/** A flow with all that figures need of it. */
export function flowSubject(plan: Plan): Pick<OpenFlow, 'plan' | 'flow' | 'model' | 'maps'> {
  const flow = buildFlow(plan);
  return { plan, flow, model: flowAsModel(flow, plan), maps: flowMaps(flow, plan) };
}

export function isOpenFlow(open: OpenModel): open is OpenFlow {
  return 'flow' in open && isFlowPlan(open.plan);
}

/** The weights of a checkpoint. Errors as `openFlow`. */
export async function openWeights(run: Run, choice: CheckpointChoice | null, { model }: Pick<OpenSubject, 'model'>) {
  const checkpoint = await readWeights(run.paths, choice, { keep: WEIGHTS });
  try {
    const { values, weights } = checkpointParameters(model.parameters, checkpoint.tensors);
    return { run, parameters: values, step: checkpoint.step, weights };
  } catch (error) {
    throw new FlowscopeError(
      'checkpoint',
      `${checkpoint.path} does not match the plan of the run: ${(error as Error).message}`,
      {
        file: checkpoint.path,
        hint: 'Choose another checkpoint with --checkpoint, or train again.',
        cause: error,
      },
    );
  }
}

/** What is known about the data without its rows; also the rows if they were loaded. */
export type DataFacts = Omit<Dataset, 'train' | 'validation' | 'test'> &
  Partial<Pick<Dataset, 'train' | 'validation' | 'test'>>;

export interface OpenFacts {
  readonly dataset: DataFacts;
  readonly transform: DataTransform;
}

export interface OpenData extends OpenFacts {
  readonly dataset: Dataset;
  split(name: 'train' | 'validation' | 'test'): PreparedRows;
}

type Source = Pick<OpenModel, 'run' | 'plan'>;

/** How the data of a run are read. */
export interface DataReadingOptions extends LoadWatch {
  /** false: no file outside the spec's folder is opened or stat'ed. Default: true. */
  readonly trusted?: boolean;
}

/**
 * Reads the run's data again, relative to the spec's folder; refuses rows that differ from those it was trained on.
 * @throws FlowscopeError `missing-data` (exit 2), `needs-trust`, `data-changed`, `data`
 */
export async function openData(
  { run, plan }: Source,
  { trusted = true, ...watch }: DataReadingOptions = {},
): Promise<OpenData> {
  const folder = dirname(run.record.spec);
  const dataset = await loadDataset(plan.data, { folder, trusted, ...watch }).catch((error: unknown) => {
    throw error instanceof FlowscopeError && error.code === 'missing-data' ? missing(error, run, folder) : error;
  });
  if (dataset.fingerprint !== run.record.dataFingerprint) {
    throw new FlowscopeError('data-changed', `the data of run ${run.record.id} have changed since it was trained`, {
      file: run.record.spec,
      hint: 'Restore the data file, or train a new run on the new data.',
    });
  }
  const transform = dataTransform(dataset);
  return { dataset, transform, split: (name) => transform.prepare(dataset[name]) };
}

/**
 * What the run's directory stores about its data, which is enough if no rows are needed, even after the file is gone.
 * Sources with a known density are drawn again, and the files of runs that stored nothing are read again.
 * @throws FlowscopeError `run-damaged`, or those of `openData`
 */
export async function openDataFacts(open: Source, options?: DataReadingOptions): Promise<OpenFacts> {
  return (await recorded(open)) ?? openData(open, options);
}

/** Errors that mean that the rows are not available. */
const AWAY: readonly string[] = ['missing-data', 'data-changed', 'needs-trust'];

/** With rows if the file is available and unchanged, for features that can do without. Errors as `openDataFacts`. */
export async function openDataAtHand(open: Source, options?: DataReadingOptions): Promise<OpenFacts> {
  try {
    return await openData(open, options);
  } catch (error) {
    if (!(error instanceof FlowscopeError && AWAY.includes(error.code))) throw error;
    const facts = await recorded(open);
    if (facts === null) throw error;
    return facts;
  }
}

async function recorded({ run }: Source): Promise<OpenFacts | null> {
  const record = await readDataRecord(run);
  if (record === null || record.hasDensity) return null;
  const { hasDensity: _, ...facts } = record;
  const dataset = { ...facts, density: null };
  return { dataset, transform: dataTransform(dataset) };
}

function missing(error: FlowscopeError, run: Run, folder: string): FlowscopeError {
  const file = error.file === null ? folder : resolve(folder, error.file);
  return new FlowscopeError('missing-data', `the data of run ${run.record.id} is missing: ${file} does not exist`, {
    file,
    exitCode: 2,
    hint: 'Put the file back. These work without it: sample (a flow with context: with --context), decode without --split, encode and evaluate with --data FILE, and export.',
    cause: error,
  });
}
