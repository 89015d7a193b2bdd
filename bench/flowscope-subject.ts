/** Flowscope's own engine as a subject: the compiled training loop that `flowscope train` runs, on an array in memory. */

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { batchOrder } from '../daemon/data/batch-order.ts';
import { parameterFeeds, rowDensity } from '../daemon/evaluation/row-graph.ts';
import type { Flow } from '../daemon/flow/flow.ts';
import { buildFlow } from '../daemon/flow/flow.ts';
import { samplingGraph } from '../daemon/inspection/graphs/inverse-graph.ts';
import { flowAsModel } from '../daemon/models/flow.ts';
import { asFlowPlan } from '../daemon/models/flow-plan.ts';
import { suggestedThreads } from '../daemon/models/suggested-threads.ts';
import { randomStream } from '../daemon/random/random-stream.ts';
import { cpuRuntime } from '../daemon/runtime/onnxruntime/cpu-runtime.ts';
import type { CompiledFunction, Runtime } from '../daemon/runtime/runtime.ts';
import { checkSpec } from '../daemon/spec/check-spec.ts';
import type { Plan } from '../daemon/spec/plan.ts';
import type { Stepper } from '../daemon/training/stepper.ts';
import { openStepper } from '../daemon/training/stepper.ts';
import { trainingProgram } from '../daemon/training/training-program.ts';
import type { StateLayout } from '../daemon/training/training-state.ts';
import { initialState, namedArrays, stateArrays } from '../daemon/training/training-state.ts';
import type { GlowConfiguration } from './glow.ts';
import { npyBytes } from './npy-bytes.ts';
import type { AnyConfiguration, BenchSubject, Configuration } from './subject.ts';
import { DATA_ROWS, specOf } from './subject.ts';

interface Prepared {
  readonly flow: Flow;
  readonly layout: StateLayout;
  readonly stepper: Stepper;
  readonly data: Float32Array | Uint8Array;
  /** Steps taken so far. */
  taken: number;
  /** Compiled inspection graphs by kind and number of rows. */
  readonly functions: Map<string, CompiledFunction>;
}

export interface FlowscopeSubjectOptions {
  readonly threads: number;
  /** The built command line, `dist/flowscope.js`. */
  readonly executable: string;
}

export async function flowscopeSubject({ threads, executable }: FlowscopeSubjectOptions): Promise<BenchSubject> {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  let prepared: Prepared | null = null;
  // As many threads as `flowscope train` would take, within the limit that the peers have as well.
  let runtime = cpuRuntime({ threads });
  const current = (): Prepared => {
    if (prepared === null) throw new Error('prepare() comes first');
    return prepared;
  };

  async function release(): Promise<void> {
    if (prepared === null) return;
    await prepared.stepper.dispose();
    for (const compiled of prepared.functions.values()) await compiled.dispose();
    prepared = null;
  }

  async function take(p: Prepared, count: number): Promise<void> {
    const chunk = await p.stepper.run(p.taken + 1, count);
    if (chunk.diverged !== null || chunk.reports.length !== count) throw new Error('the benchmark training diverged');
    p.taken += count;
  }

  async function compiled(kind: 'logProb' | 'sample', rows: number): Promise<CompiledFunction> {
    const p = current();
    const key = `${kind} ${rows}`;
    const known = p.functions.get(key);
    if (known) return known;
    const graph =
      kind === 'sample'
        ? samplingGraph(p.flow, rows)
        : rowDensity(p.flow, { batch: rows, dtype: 'float', entry: null });
    const output = 'logProb' in graph ? { name: 'logProb', tensor: graph.logProb } : { name: 'x', tensor: graph.x };
    const result = await runtime.compile({ inputs: graph.inputs, outputs: [output] });
    p.functions.set(key, result);
    return result;
  }

  return {
    name: 'Flowscope',
    versions: { flowscope: manifest.version, 'onnxruntime-node': manifest.dependencies['onnxruntime-node'] ?? '' },
    async prepare(configuration) {
      await release();
      const plan = await planOf(configuration);
      runtime = cpuRuntime({ threads: suggestedThreads(plan, threads) });
      prepared = await prepareFlow(configuration, plan, runtime);
      await take(prepared, 1);
    },
    async steps(n) {
      const p = current();
      const started = performance.now();
      // One call into the runtime: n is chosen to last about as long as the trainer's chunks.
      await take(p, n);
      return (performance.now() - started) / 1000;
    },
    async logProb(rows, n) {
      const p = current();
      const run = await compiled('logProb', rows);
      const parameters = parameterFeeds(
        p.flow,
        namedArrays(p.layout, stateArrays(await p.stepper.readState()), 'theta'),
      );
      const values = p.data.subarray(0, rows * (p.data.length / DATA_ROWS));
      return timed(n, async () => {
        await run.run({ ...parameters, rows: values });
      });
    },
    async sample(rows, n) {
      const p = current();
      const run = await compiled('sample', rows);
      const parameters = parameterFeeds(
        p.flow,
        namedArrays(p.layout, stateArrays(await p.stepper.readState()), 'theta'),
      );
      const random = randomStream(1, 'bench');
      const noise = new Float32Array(rows * (p.data.length / DATA_ROWS));
      return timed(n, async () => {
        random.fillNormal(noise);
        await run.run({ ...parameters, noise, temperature: Float32Array.of(1) });
      });
    },
    coldStart: (configuration) => coldStart(configuration, executable, threads),
    close: release,
  };
}

async function timed(n: number, work: () => Promise<void>): Promise<number> {
  await work();
  const started = performance.now();
  for (let i = 0; i < n; i++) await work();
  return (performance.now() - started) / 1000;
}

async function planOf(configuration: AnyConfiguration): Promise<Plan> {
  const spec = specOf(configuration, 'absent.npy');
  const { plan, diagnostics } = await checkSpec(spec, { folder: tmpdir(), trusted: true, fileStem: 'bench' });
  if (plan === null) throw new Error(`the benchmark's spec has errors: ${JSON.stringify(diagnostics)}`);
  return asFlowPlan(plan, 'the spec');
}

function normalRows(dimension: number): Float32Array {
  const data = new Float32Array(DATA_ROWS * dimension);
  randomStream(0, 'bench-data').fillNormal(data);
  return data;
}

function images({ size, colors = 1 }: GlowConfiguration): Uint8Array {
  const random = randomStream(0, 'bench-data');
  return Uint8Array.from({ length: DATA_ROWS * size * size * colors }, () => random.integer(256));
}

async function prepareFlow(configuration: AnyConfiguration, plan: Plan, runtime: Runtime): Promise<Prepared> {
  const { training } = plan;
  const flow = buildFlow(plan);
  const lossLimit = training.lossLimit!;
  const data = 'levels' in configuration ? images(configuration) : normalRows(configuration.dimension);
  const program = trainingProgram(
    flowAsModel(flow, plan),
    training,
    { rows: DATA_ROWS, dtype: data instanceof Uint8Array ? 'uint8' : 'float', entry: null },
    { repeats: runtime.capabilities.repeats, lossLimit },
  );
  const fixed = flow.parameters.filter(({ trainable }) => !trainable);
  const layout: StateLayout = { groups: program.groups, fixed, averaged: false };
  const start = new Map(flow.parameters.map((p) => [p.name, p.initialize(training.seed)]));
  return {
    flow,
    layout,
    data,
    stepper: await openStepper({
      runtime,
      program,
      training,
      steps: training.steps!,
      data: { count: DATA_ROWS, values: data, context: null },
      state: initialState(layout, start),
      fixed: parameterFeeds({ parameters: fixed }, start),
      order: batchOrder(training.seed, DATA_ROWS, configuration.batch),
      lossLimit,
    }),
    taken: 0,
    functions: new Map(),
  };
}

/** Time until `flowscope train --json` has printed its first step; the process is ended then. */
async function coldStart(configuration: Configuration, executable: string, threads: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-bench-'));
  try {
    await writeFile(join(folder, 'data.npy'), npyBytes(normalRows(configuration.dimension), configuration.dimension));
    await writeFile(join(folder, 'bench.flow.json'), specOf(configuration, 'data.npy'));
    const started = performance.now();
    const args = [executable, 'train', 'bench.flow.json', '--local', '--json', '--threads', String(threads)];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += String(chunk);
    });
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
    let seconds: number | null = null;
    for await (const line of createInterface({ input: child.stdout })) {
      if ((JSON.parse(line) as { readonly event?: string }).event !== 'step') continue;
      seconds = (performance.now() - started) / 1000;
      child.kill('SIGINT');
      break;
    }
    await ended;
    if (seconds === null) throw new Error(`flowscope train printed no step: ${errors.trim()}`);
    return seconds;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
