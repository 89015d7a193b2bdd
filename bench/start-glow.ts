/** Starts a deep flow on images, as a run does. */
import { batchOrder } from '../daemon/data/batch-order.ts';
import { parameterFeeds } from '../daemon/evaluation/row-graph.ts';
import { buildFlow } from '../daemon/flow/flow.ts';
import { flowAsModel } from '../daemon/models/flow.ts';
import { asFlowPlan } from '../daemon/models/flow-plan.ts';
import { cpuRuntime } from '../daemon/runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../daemon/spec/check-spec.ts';
import { openStepper } from '../daemon/training/stepper.ts';
import { trainingProgram } from '../daemon/training/training-program.ts';
import { initialState } from '../daemon/training/training-state.ts';
import { type GlowConfiguration, glowSpec } from './glow.ts';

const ROWS = 32;
const LOSS_LIMIT = 1e12;

/** From the text of the spec to the first step. @returns CPU seconds, mostly of one thread */
export async function startGlow(configuration: GlowConfiguration): Promise<number> {
  const size = configuration.size ** 2 * (configuration.colors ?? 1);
  const values = Uint8Array.from({ length: ROWS * size }, (_, i) => (i * 37) % 256);
  const started = process.cpuUsage();
  const options = { folder: '/nowhere', trusted: true, fileStem: 'deep' };
  const { plan: checked } = await checkSpec(glowSpec(configuration, 'absent.idx'), options);
  const plan = asFlowPlan(checked!, 'the spec');
  const { training } = plan;
  const runtime = cpuRuntime({ threads: 1 });
  const flow = buildFlow(plan);
  const shape = { rows: ROWS, dtype: 'uint8', entry: null } as const;
  const { repeats } = runtime.capabilities;
  const program = trainingProgram(flowAsModel(flow, plan), training, shape, { repeats, lossLimit: LOSS_LIMIT });
  const fixed = flow.parameters.filter(({ trainable }) => !trainable);
  const initial = new Map(flow.parameters.map((p) => [p.name, p.initialize(training.seed)]));
  const stepper = await openStepper({
    ...{ runtime, program, training, steps: 1, lossLimit: LOSS_LIMIT },
    data: { count: ROWS, values, context: null },
    state: initialState({ groups: program.groups, fixed, averaged: false }, initial),
    fixed: parameterFeeds({ parameters: fixed }, initial),
    order: batchOrder(training.seed, ROWS, training.batchSize),
  });
  const { reports } = await stepper.run(1, 1);
  const { user, system } = process.cpuUsage(started);
  await stepper.dispose();
  if (!(reports[0]!.loss > 0)) throw new Error(`the loss of the first step is ${reports[0]!.loss}`);
  return (user + system) / 1e6;
}
