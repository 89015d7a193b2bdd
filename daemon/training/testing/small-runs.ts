/** Small flows that are trained in ONNX Runtime, in a folder that is deleted in the end. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { DoneEvent, TrainEvent } from '../../../protocol/train-events.ts';
import type { DataAccess } from '../../data/definition.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { dataWarnings } from '../../spec/data-warnings.ts';
import { type ControlSource, controlSource } from '../control.ts';
import { runTraining } from '../run-training.ts';
import type { TrainingJob } from '../training-job.ts';

export const LAYERS = [
  {
    type: 'repeat',
    times: 3,
    layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [16] } }, { type: 'actnorm' }],
  },
];
export const TOY = {
  name: 'toy',
  data: { source: 'two-moons', samples: 1000, evaluationSamples: 500 },
  layers: LAYERS,
};
/** Its data are `letters.csv` in the folder. */
export const TABLE = {
  name: 'table',
  data: { source: 'csv', path: 'letters.csv', context: ['letter'], dequantize: true, limit: 2000 },
  layers: LAYERS,
};

export interface Trained {
  readonly events: readonly TrainEvent[];
  readonly runDir: string;
  readonly final: TrainEvent;
}

/** May use the control when an event arrives. */
type Watch = (event: TrainEvent, control: ControlSource) => void;

interface NewRun {
  readonly watch?: Watch;
  readonly changed?: (plan: ModelPlan) => ModelPlan;
  /** Default: a new folder. */
  readonly runDir?: string;
  /** Default: that of all runs. */
  readonly runtime?: Runtime;
  /** Where rows of tables are kept. */
  readonly cache?: DataAccess['cache'];
}

export interface SmallRuns {
  readonly folder: string;
  trainNew(spec: object, training: object, options?: NewRun): Promise<Trained>;
  resume(
    runDir: string,
    options?: Pick<NewRun, 'watch' | 'runtime' | 'cache'> & { readonly fromStart?: true },
  ): Promise<Trained>;
}

/** @param runtime of all runs, unless they name another one */
export function useSmallRuns(runtime: Runtime = cpuRuntime({ threads: 1 })): SmallRuns {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-training-'));
  beforeAll(() => cpSync(new URL('../../../examples/letters.csv', import.meta.url), join(folder, 'letters.csv')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let runs = 0;
  return {
    folder,
    async trainNew(
      spec,
      training,
      {
        watch,
        changed = (plan: ModelPlan) => plan,
        runDir = join(folder, `run${runs++}`),
        runtime: own = runtime,
        cache,
      } = {},
    ) {
      const specText = JSON.stringify({ ...spec, training });
      const { plan, diagnostics } = await checkSpec(specText, { folder, trusted: true, fileStem: 'spec' });
      if (!plan) throw new Error(JSON.stringify(diagnostics));
      const specPath = join(folder, 'spec.flow.json');
      const warnings = dataWarnings(diagnostics);
      const job = { specPath, specText, runDir, threads: 1, trusted: true, warnings } as const;
      return train({ kind: 'new', plan: changed(plan), ...job }, own, watch, cache);
    },
    resume: (runDir, { watch, cache, runtime: own = runtime, ...options } = {}) =>
      train({ kind: 'resume', runDir, threads: 1, trusted: true, ...options }, own, watch, cache),
  };
}

async function train(
  job: TrainingJob & { readonly runDir: string },
  runtime: Runtime,
  watch: Watch = () => {},
  cache?: DataAccess['cache'],
): Promise<Trained> {
  const control = controlSource();
  const events: TrainEvent[] = [];
  const final = await runTraining({
    job,
    openRuntime: async () => runtime,
    versions: {},
    ...(cache === undefined ? {} : { cache }),
    control,
    listener: (event) => {
      events.push(event);
      watch(event, control);
    },
  });
  expect(events.at(-1)).toEqual(final);
  return { events, runDir: job.runDir, final };
}

export function done({ final }: Trained): DoneEvent {
  expect(final.event).toBe('done');
  return final as DoneEvent;
}

/** Stops a run after its first validation at this step or a later one. */
export function stopAt(step: number): { readonly watch: Watch } {
  return {
    watch(event, control) {
      if (event.event === 'validation' && event.step >= step) control.request('stop');
    },
  };
}
