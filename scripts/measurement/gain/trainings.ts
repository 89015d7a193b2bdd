/** Trainings of the study, kept in a temporary folder: a study that was stopped goes on where it was. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { ParameterValues } from '../../../daemon/evaluation/row-graph.ts';
import { buildFlow } from '../../../daemon/flow/flow.ts';
import { type KeptMeasurements, keptMeasurements } from '../kept-measurements.ts';
import { type Trainer, trainerOf } from '../quality/engine.ts';
import type { SpecLayer } from './removal.ts';
import { removableLayers, withoutLayer } from './removal.ts';
import { planOfLayers, type StudyFlow, TRAINING } from './study-flows.ts';
import type { StudyRows } from './study-rows.ts';

/** Where trainings are kept. */
export const KEPT = join(tmpdir(), 'flowscope-prove');

/** float32 arrays as base64 of their little-endian bytes. */
const trainedSchema = z.object({ nll: z.number(), parameters: z.record(z.string(), z.string()).nullable() });
type Kept = z.infer<typeof trainedSchema>;

export interface TrainedFlow {
  readonly seed: number;
  /** Mean over the held-out rows, nats, the flow's units. */
  readonly nll: number;
  readonly parameters: ParameterValues;
}

export interface FlowTrainings {
  /** One for each seed. */
  readonly full: readonly TrainedFlow[];
  /** NLL without a layer, by the layer's index, one for each seed. */
  readonly without: ReadonlyMap<number, readonly number[]>;
}

export interface Trainings {
  /** Trains what is not kept yet, and tells of it. */
  of(flow: StudyFlow, rows: StudyRows, seeds: readonly number[]): Promise<FlowTrainings>;
}

export async function keptTrainings(): Promise<Trainings> {
  const whole = await keptMeasurements(join(KEPT, 'gain-full.jsonl'), trainedSchema);
  const partial = await keptMeasurements(join(KEPT, 'gain-without.jsonl'), trainedSchema);
  return {
    async of({ layers }, rows, seeds) {
      const flow = buildFlow(await planOfLayers(layers, rows.dimension));
      const full = await trainedBy(whole, layers, rows, seeds, true);
      const without = new Map<number, readonly number[]>();
      for (const index of removableLayers(flow)) {
        const trained = await trainedBy(partial, withoutLayer(layers, index), rows, seeds, false);
        without.set(
          index,
          trained.map(({ nll }) => nll),
        );
      }
      return {
        full: full.map(({ nll, parameters }, i) => ({ seed: seeds[i]!, nll, parameters: decoded(parameters ?? {}) })),
        without,
      };
    },
  };
}

/** Equal layers on equal rows are trained once: without one of four equal couplings, the other three are the same flow. */
async function trainedBy(
  kept: KeptMeasurements<Kept>,
  layers: readonly SpecLayer[],
  rows: StudyRows,
  seeds: readonly number[],
  withParameters: boolean,
): Promise<readonly Kept[]> {
  let trainer: Trainer | null = null;
  const all: Kept[] = [];
  for (const seed of seeds) {
    const circumstances = { training: TRAINING, rows: rows.name, layers, seed };
    const found = await kept.of(circumstances, async () => {
      // Without the true density, the gap is the NLL.
      trainer ??= await trainerOf(await planOfLayers(layers, rows.dimension), { ...rows, meanLogDensity: 0 });
      const { gap, parameters } = await trainer.train(seed, (parameter, own) => parameter.initialize(own));
      console.log(`${rows.name}: ${layers.map(({ type }) => type).join(', ')}, seed ${seed}: NLL ${gap.toFixed(4)}`);
      return { nll: gap, parameters: withParameters ? encoded(parameters) : null };
    });
    all.push(found);
  }
  await (trainer as Trainer | null)?.dispose();
  return all;
}

function encoded(parameters: ParameterValues): Record<string, string> {
  return Object.fromEntries(
    [...parameters].map(([name, { buffer, byteOffset, byteLength }]) => [
      name,
      Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
    ]),
  );
}

function decoded(parameters: Readonly<Record<string, string>>): ParameterValues {
  return new Map(
    Object.entries(parameters).map(([name, text]) => {
      const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
      return [name, new Float32Array(bytes.buffer)];
    }),
  );
}
