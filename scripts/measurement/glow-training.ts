/** The Glow of the benchmark in PyTorch, trained on images for as long as Flowscope took (bench/peers/glow_train.py). */
import * as z from 'zod';
import { GLOW } from '../../bench/glow.ts';
import { peerLink } from '../../bench/peer-link.ts';
import type { TrainingPlan } from '../../daemon/models/plan.ts';
import { peerPython } from './peer-python.ts';

export const glowTrainingSchema = z.object({
  steps: z.number(),
  /** Bits/dim of all test images. */
  test: z.number(),
  peakMiB: z.number(),
  /** Bits/dim on validation images after the given seconds of CPU time. */
  curve: z.array(z.object({ step: z.number(), seconds: z.number(), bitsPerDim: z.number() })),
});

export interface GlowTrainingRequest {
  readonly config: typeof GLOW;
  /** IDX files. */
  readonly images: string;
  readonly test: string;
  /** Share of `images` that is held out. */
  readonly validation: number;
  /** CPU time of the process, seconds. */
  readonly seconds: number;
  /** Of the couplings. */
  readonly scaleBound: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly gradientClip: number;
  readonly seed: number;
  /** Steps between validations. */
  readonly every: number;
}

/** The request for the same training as that of a spec whose flow is GLOW. */
export function glowTrainingRequest(
  files: Pick<GlowTrainingRequest, 'images' | 'test' | 'validation'>,
  { batchSize, optimizer, schedule, gradientClip, seed, validation }: TrainingPlan,
  { seconds, scaleBound }: Pick<GlowTrainingRequest, 'seconds' | 'scaleBound'>,
): GlowTrainingRequest {
  return {
    ...files,
    config: { ...GLOW, batch: batchSize },
    seconds: Math.round(seconds),
    scaleBound,
    learningRate: optimizer.learningRate,
    warmup: schedule.warmup,
    gradientClip: gradientClip ?? 1e12,
    seed: seed,
    every: validation.every ?? 250,
  };
}

/**
 * @param channelsLast PyTorch's memory layout, the faster one for this flow
 * @throws Error if the interpreter is missing or has no torch
 */
export async function trainGlowInTorch(
  request: GlowTrainingRequest,
  channelsLast: boolean,
): Promise<z.infer<typeof glowTrainingSchema>> {
  const layout = channelsLast ? { FLOWSCOPE_BENCH_LAYOUT: 'channels_last' } : {};
  const environment = { FLOWSCOPE_BENCH_THREADS: '1', ...layout };
  const link = peerLink({ python: peerPython(), script: 'glow_train.py', environment });
  try {
    return glowTrainingSchema.parse(await link.ask(request));
  } finally {
    await link.close();
  }
}
