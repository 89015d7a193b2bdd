/** Flows on images: how quickly a deep one starts, and how much memory `training.recompute` saves and time it costs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEEP_GLOW, GLOW, type GlowConfiguration, glowName } from '../../bench/glow.ts';
import { quantile } from '../../bench/statistics.ts';
import { type TrainingFigures, trainingFigures } from '../measurement/first-loss.ts';
import { writeGlow } from '../measurement/glow-files.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';

const REPEATS = 3;
const STEPS = 20;

interface Part {
  readonly results: readonly ProofResult[];
  readonly notes: readonly string[];
}

/** Each part measures in its own folder. */
const PARTS: readonly ((folder: string) => Promise<Part>)[] = [start, recompute];

export async function prove(): Promise<Proof> {
  const parts: Part[] = [];
  for (const part of PARTS) {
    const folder = await mkdtemp(join(tmpdir(), 'flowscope-images-'));
    try {
      parts.push(await part(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return {
    name: 'images',
    title: 'Flows on images',
    results: parts.flatMap(({ results }) => results),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

async function start(folder: string): Promise<Part> {
  const deep = await measured(DEEP_GLOW, folder, 1);
  const deeper = await measured({ ...DEEP_GLOW, depth: 2 * DEEP_GLOW.depth }, folder, 1);
  return {
    results: [
      atMost(`first step of a deep flow (${glowName(DEEP_GLOW)})`, deep.firstStep, 5, 's'),
      atMost('first step at twice the depth ÷ first step', deeper.firstStep / deep.firstStep, 2, ''),
    ],
    notes: [
      `The time of the first step is from the start of the command until it prints that step, and includes the initialization of actnorm from data. Times are medians of ${REPEATS} fresh processes.`,
    ],
  };
}

async function recompute(folder: string): Promise<Part> {
  const results: ProofResult[] = [];
  const rows: string[] = [];
  const { peak: least } = await trainingFigures('examples/two-moons.flow.json', folder, STEPS);
  for (const configuration of [GLOW, { ...GLOW, batch: 256 }, DEEP_GLOW]) {
    const name = glowName(configuration);
    const stored = await measured(configuration, folder, STEPS);
    const recomputed = await measured({ ...configuration, recompute: true }, folder, STEPS);
    results.push(atMost(`memory with recompute ÷ without, ${name}`, recomputed.peak / stored.peak, 0.5, ''));
    const cells = [stored, recomputed].map(({ peak, step }) => `${peak.toFixed(0)} MiB | ${step.toFixed(3)} s`);
    const beyond = (recomputed.peak - least) / (stored.peak - least);
    rows.push(`| ${name} | ${cells.join(' | ')} | ${beyond.toFixed(2)} |`);
  }
  return {
    results,
    notes: [
      `Largest resident set of the training worker over ${STEPS} steps, and mean time per step (batch size, image size, levels, steps per level, width). A run of two-moons needs ${least.toFixed(0)} MiB for Node.js, ONNX Runtime and the program. The last column is the ratio of the memory needed beyond that.`,
      [
        '| Glow | stored | per step | with recompute | per step | ratio beyond two-moons |',
        '|---|--:|--:|--:|--:|--:|',
        ...rows,
      ].join('\n'),
    ],
  };
}

async function measured(configuration: GlowConfiguration, folder: string, steps: number): Promise<TrainingFigures> {
  const spec = await writeGlow(configuration, folder);
  const all: TrainingFigures[] = [];
  for (let i = 0; i < REPEATS; i++) all.push(await trainingFigures(spec, folder, steps));
  const median = (of: (figures: TrainingFigures) => number) => quantile(all.map(of), 0.5);
  return {
    firstStep: median(({ firstStep }) => firstStep),
    step: median(({ step }) => step),
    peak: median(({ peak }) => peak),
  };
}
