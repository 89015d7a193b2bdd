/**
 * What a VAE and GANs reach beside a flow on the same data: eight Gaussians in a minute, digits in five. Takes a quarter of an
 * hour; runs are kept.
 */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { comparisonTemplates } from '../../daemon/templates/comparisons.ts';
import { evaluateResultSchema } from '../../protocol/figures/evaluate.ts';
import { yardsticksResultSchema } from '../../protocol/figures/yardsticks.ts';
import { flowscope } from '../../test/cli/flowscope.ts';
import { type KeptRun, keptRun } from '../measurement/kept-run.ts';
import { atLeast, atMost, type Proof, type ProofResult } from '../measurement/proof.ts';
import { markdownTable } from '../measurement/quality/figures.ts';

const FOLDER = '.cache/prove/baselines';
const SEEDS = [1, 2, 3, 4, 5];
const MINUTE = 60;

export async function prove(): Promise<Proof> {
  const [modes, digits] = [await eightGaussians(), await onDigits()];
  return {
    name: 'baselines',
    title: 'VAEs and GANs beside flows',
    results: [...modes.results, ...digits.results],
    notes: [
      'Each run uses one thread; its time is the CPU time of all processes of the command, with reading the data, validation and the final evaluation.',
      ...modes.notes,
      ...digits.notes,
    ],
  };
}

interface Part {
  readonly results: readonly ProofResult[];
  readonly notes: readonly string[];
}

async function eightGaussians(): Promise<Part> {
  const modes = 'eight-gaussians';
  const vae = await keptRun(`${modes}-vae`, await specOf(modes, 'vae', 1));
  const evaluation = await evaluated(vae);
  const own = await judged(vae);
  const gans: (readonly string[])[] = [];
  let good = 0;
  let longest = 0;
  for (const seed of SEEDS) {
    const run = await keptRun(`${modes}-gan-${seed}`, await specOf(modes, 'gan', seed));
    const { covered, nearShare } = (await judged(run)).modes!;
    longest = Math.max(longest, run.cpuSeconds);
    if (covered >= 6 && nearShare! >= 0.8) good++;
    gans.push([String(seed), `${covered} of 8`, percent(nearShare!), `${run.cpuSeconds.toFixed(0)} s`]);
  }
  const flowGan = await keptRun(`${modes}-flow-gan`, await specOf(modes, 'flow-gan', 1));
  const game = await judged(flowGan);
  const bigan = await judged(await keptRun(`${modes}-bigan`, await specOf(modes, 'bigan', 1)));
  const draws = (evaluation.importanceWeighted ?? []).map(({ k, mean, se }) => [String(k), nats(mean!), nats(2 * se!)]);
  return {
    results: [
      atMost('VAE on eight Gaussians: gap of the ELBO to the floor', evaluation.gap!.mean, 0.3, 'nats'),
      atMost('VAE on eight Gaussians: time', vae.cpuSeconds, MINUTE, 's'),
      atLeast('GAN on eight Gaussians: seeds of five with ≥ 6 modes and ≥ 80 % of samples near one', good, 5, 'seeds'),
      atMost('GAN on eight Gaussians: time, longest', longest, MINUTE, 's'),
    ],
    notes: [
      `**VAE on eight Gaussians.** ELBO ${nats(evaluation.elbo!.mean!)} nats, ${own.modes!.covered} of 8 modes, ${percent(own.modes!.nearShare!)} of the samples near one; encode → decode changes a row by ${own.roundTrip!.rms!.toPrecision(2)} standard deviations. Importance-weighted bounds:`,
      markdownTable(
        ['draws', `bound over ${evaluation.importanceWeighted?.[0]?.rows ?? 0} rows, nats`, '± 2 standard errors'],
        draws,
      ),
      'With one draw, the bound is the ELBO over these rows.',
      '**GAN on eight Gaussians.**',
      markdownTable(['seed', 'modes', 'samples within 4σ of a mode', 'CPU time'], gans),
      `**BiGAN**: encode → decode changes a row by ${bigan.roundTrip!.rms!.toPrecision(2)} standard deviations. **Flow-GAN**: by ${game.roundTrip!.rms!.toPrecision(2)}; NLL ${nats(-(await evaluated(flowGan)).logLikelihood!.mean!)} nats, ${percent(game.modes!.nearShare!)} of its samples near a mode.`,
    ],
  };
}

async function onDigits(): Promise<Part> {
  const kinds = ['vae', 'gan', 'bigan'] as const;
  const names = kinds.map((kind) => `digits-${kind}`);
  const rows: (readonly string[])[] = [];
  const results: ProofResult[] = [];
  for (const kind of kinds) {
    const name = `digits-${kind}`;
    const run = await keptRun(name, await specOf('digits', kind, 1));
    const { samples, roundTrip } = await judged(run);
    results.push(atMost(`${name}: time`, run.cpuSeconds / MINUTE, 5, 'minutes'));
    rows.push([
      name,
      `${run.cpuSeconds.toFixed(0)} s`,
      samples.precision === null ? '–' : samples.precision.value!.toFixed(2),
      samples.recall === null ? '–' : samples.recall.value!.toFixed(2),
      roundTrip === null ? 'no encoder' : roundTrip.rms!.toPrecision(2),
    ]);
    await output(['sample', run.runDir, '-n', '64', '--seed', '1', '-o', picture(name)]);
  }
  return {
    results,
    notes: [
      '**Digits** (8 × 8). The round trip is the error of encode → decode in standard deviations of the data; that of a flow is rounding. Samples:',
      markdownTable(['model', 'CPU time', 'precision', 'recall', 'round trip'], rows),
      ...names.map((name) => `![samples of ${name}](../images/${name}-samples.png)`),
    ],
  };
}

/** The spec of a comparison with another seed, as a file beside the files that it reads. */
async function specOf(data: string, kind: string, seed: number): Promise<string> {
  const { specs, files } = comparisonTemplates.find((comparison) => comparison.data === data)!;
  const { template } = specs.find((spec) => spec.kind === kind)!;
  await mkdir(FOLDER, { recursive: true });
  for (const file of files) await copyFile(join('examples', file), join(FOLDER, file));
  const path = join(FOLDER, `${data}-${kind}-${seed}.flow.json`);
  await writeFile(path, template.text(`${data}-${kind}`).replace(/"seed": \d+/, `"seed": ${seed}`));
  return path;
}

async function evaluated({ runDir }: KeptRun) {
  return evaluateResultSchema.parse((await output(['evaluate', runDir, '--importance', '5000', '--json'])).json());
}

async function judged({ runDir }: KeptRun) {
  return yardsticksResultSchema.parse((await output(['yardsticks', runDir, '--json'])).json());
}

async function output(args: readonly string[]) {
  const outcome = await flowscope(args, { cwd: process.cwd() });
  if (outcome.code !== 0) throw new Error(`flowscope ${args.join(' ')}: ${outcome.stderr}`);
  return outcome;
}

function picture(name: string): string {
  return resolve('docs/images', `${name}-samples.png`);
}

function nats(value: number): string {
  return value.toFixed(3);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
