/** The request to `flowscope train`, from its arguments. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { EngineChoice } from '../../../protocol/engine-choice.ts';
import type { OpenWarning } from '../../../protocol/train-events.ts';
import type { DataWatch } from '../../data/definition.ts';
import { createStyle } from '../../format/style.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { suggestedThreads } from '../../models/suggested-threads.ts';
import { findRun } from '../../runs/directory/find-run.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import type { RankPlace } from '../../runtime/definition.ts';
import { dataWarnings } from '../../spec/data-warnings.ts';
import { planOf } from '../../spec/parse-plan.ts';
import type { TrainingJob } from '../../training/training-job.ts';
import type { CommandIo } from '../command-io.ts';
import { diagnosticText } from '../diagnostic-text.ts';
import { loadSpec } from '../load-spec.ts';
import type { Arguments } from '../options.ts';
import { writeNote } from '../print.ts';
import { usageError } from '../usage-error.ts';
import { wholeNumber } from '../values.ts';
import { engineOptions } from './engine-options.ts';

/** Values of arguments that replace the spec's. */
interface Overrides {
  readonly steps: number | null;
  readonly seed: number | null;
  readonly threads: number | null;
  readonly engine?: EngineChoice;
  /** Several tasks train this run. */
  readonly ranks?: RankPlace;
}

export type TrainingRequest =
  | ({
      readonly kind: 'new';
      /** Including the overrides. */
      readonly plan: ModelPlan;
      readonly specPath: string;
      readonly specText: string;
      readonly runDir: string | null;
      /** About the data. */
      readonly warnings: readonly OpenWarning[];
    } & Overrides)
  | {
      readonly kind: 'resume';
      readonly run: Run;
      readonly threads: number | null;
      readonly engine?: EngineChoice;
      readonly ranks?: RankPlace;
      readonly takeOver: boolean;
      readonly fromStart: boolean;
    };

/** Waits for data to be read, and shows how far that is. */
export type Loading = <T>(load: (watch: DataWatch) => Promise<T>) => Promise<T>;

/** Warnings of the spec go to stderr. @param place null: this process trains alone @throws SpecError, FlowscopeError `run-not-found`, usage errors */
export async function readRequest(
  args: Arguments,
  io: CommandIo,
  place: RankPlace | null = null,
  loading: Loading = (load) => load({}),
): Promise<TrainingRequest> {
  const ranks = place === null ? {} : { ranks: place };
  const threads = wholeNumber(args, 'threads', { min: 1, max: 256, otherwise: null });
  const steps = wholeNumber(args, 'steps', { min: 1, otherwise: null });
  const seed = wholeNumber(args, 'seed', { min: 0, otherwise: null });
  const engine = engineOptions(args, io.cwd);
  const [file] = args.positionals;
  const resume = args.text('resume');
  if (resume !== null) {
    const other = ['run-dir', 'steps', 'seed'].find((name) => args.flag(name));
    if (other !== undefined || file !== undefined) {
      throw usageError(
        `--resume does not accept ${other === undefined ? 'SPEC' : `--${other}`}: the run keeps its own`,
        'flowscope train --resume RUN',
      );
    }
    const run = await findRun(resume, io.cwd);
    const [takeOver, fromStart] = [args.flag('take-over'), args.flag('from-start')];
    return { kind: 'resume', run, threads, engine, ...ranks, takeOver, fromStart };
  }
  for (const name of ['take-over', 'from-start']) {
    if (args.flag(name)) throw usageError(`--${name} needs --resume`, `flowscope train --resume RUN --${name}`);
  }
  if (file === undefined) throw usageError('train needs SPEC or --resume RUN', 'flowscope train SPEC.flow.json');
  const spec = await loading((watch) => loadSpec(file, io.cwd, { missingData: 'error', ...watch }));
  const { path: specPath, text: specText, plan } = spec;
  const style = createStyle(io.interactive && io.color);
  for (const diagnostic of spec.diagnostics) {
    if (diagnostic.severity === 'warning') writeNote(io, diagnosticText(file, spec, diagnostic, style));
  }
  const folder = args.text('run-dir');
  const runDir = folder === null ? null : resolve(io.cwd, folder);
  const chosen = { steps, seed, threads, engine, ...ranks };
  const warnings = dataWarnings(spec.diagnostics);
  return { kind: 'new', plan: overridden(plan, steps, seed), specPath, specText, runDir, warnings, ...chosen };
}

/** The job for a worker of this process. */
export function jobOf(request: TrainingRequest): TrainingJob {
  if (request.kind === 'resume') {
    const { directory: runDir } = request.run;
    const threads = request.threads ?? threadsFor(planOf(request.run));
    const { takeOver, fromStart, engine = {}, ranks } = request;
    return { kind: 'resume', runDir, threads, trusted: true, takeOver, fromStart, engine, ...(ranks ? { ranks } : {}) };
  }
  const { plan, specPath, specText, runDir, warnings, engine = {}, ranks } = request;
  return {
    kind: 'new',
    plan,
    specPath,
    specText,
    runDir,
    warnings,
    threads: request.threads ?? threadsFor(plan),
    trusted: true,
    engine,
    ...(ranks ? { ranks } : {}),
  };
}

function threadsFor(plan: ModelPlan): number {
  return suggestedThreads(plan, availableParallelism());
}

function overridden(plan: ModelPlan, steps: number | null, seed: number | null): ModelPlan {
  const training = {
    ...plan.training,
    ...(steps === null ? {} : { steps, epochs: null }),
    ...(seed === null ? {} : { seed }),
  };
  return { ...plan, training };
}
