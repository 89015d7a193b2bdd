/**
 * The quality that the shipped flows on images reach in about half an hour on one core: MNIST, Fashion-MNIST beside the same flow in
 * PyTorch, and flows with condition images. Takes two hours of CPU time and needs a Python interpreter with torch (--python PATH).
 * Interrupted runs are kept and resumed.
 */
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { idxBytes } from '../../daemon/data/testing/idx-bytes.ts';
import { asFlowPlan } from '../../daemon/models/flow-plan.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import type { Plan } from '../../daemon/spec/plan.ts';
import { flowscope } from '../../test/cli/flowscope.ts';
import { glowTrainingRequest, glowTrainingSchema, trainGlowInTorch } from '../measurement/glow-training.ts';
import { keptMeasurements } from '../measurement/kept-measurements.ts';
import { type KeptRun, keptRun } from '../measurement/kept-run.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';
import { markdownTable } from '../measurement/quality/figures.ts';

const FOLDER = '.cache/prove';
const FASHION = '/usr/share/datasets/fashion-mnist';
/** Rows of the tables of curves. */
const CURVE_ROWS = 8;

interface Part {
  readonly results: readonly ProofResult[];
  readonly notes: readonly string[];
}

export async function prove(): Promise<Proof> {
  const parts = [await tryOn(), await fashion(), await mnist(), await halves()];
  return {
    name: 'image-quality',
    title: 'Quality of flows on images',
    results: parts.flatMap(({ results }) => results),
    notes: [
      'Each run uses one thread. Times are the CPU time of all processes of the command, including reading the data, validation and the final evaluation on the test images.',
      ...parts.flatMap(({ notes }) => notes),
    ],
  };
}

async function tryOn(): Promise<Part> {
  const { runDir, done, cpuSeconds, validations } = await keptRun('try-on', 'examples/try-on.flow.json');
  await drawSamples(runDir, 'try-on', ['-n', '48']);
  const { gap, nll, bitsPerDim, n } = done.test!;
  const perDimension = bitsPerDim! / nll!;
  return {
    results: [
      atMost('try-on: gap to the exact floor on the test split', gap!.mean! * perDimension, 0.05, 'bits/dim'),
      atMost('try-on: CPU time', cpuSeconds / 60, 15, 'minutes'),
    ],
    notes: [
      `**try-on**: gap ${gap!.mean!.toFixed(2)} ± ${(2 * gap!.se!).toFixed(2)} nats (2 standard errors, ${n} images). Gap on validation images during training, nats:`,
      curveTable(['nats'], [at(validations, done.step, cpuSeconds, ({ gap: there }) => there!.mean!)]),
    ],
  };
}

/** `scaleBound` of the couplings of fashion-glow. */
const SCALE_BOUND = 1;

async function fashion(): Promise<Part> {
  const spec = 'examples/fashion-glow.flow.json';
  const ours = await keptRun('fashion-glow', spec);
  await drawSamples(ours.runDir, 'fashion-glow', ['-n', '70', '--temperature', '0.7']);
  const plan = await planOf(spec);
  const files = {
    images: `${FASHION}/train-images-idx3-ubyte.gz`,
    test: `${FASHION}/t10k-images-idx3-ubyte.gz`,
    validation: 0.05,
  };
  const request = glowTrainingRequest(files, plan.training, { seconds: ours.cpuSeconds, scaleBound: SCALE_BOUND });
  const kept = await keptMeasurements(`${FOLDER}/glow-training.jsonl`, glowTrainingSchema);
  const peer = await kept.of({ ...request, layout: 'channels last' }, () => trainGlowInTorch(request, true));
  const own = ours.done.test!.bitsPerDim!;
  const curve = peer.curve.map(({ seconds, bitsPerDim }) => ({ minutes: seconds / 60, value: bitsPerDim }));
  return {
    results: [
      atMost('fashion-glow: test set, Flowscope − PyTorch after the same CPU time', own - peer.test, 0, 'bits/dim'),
    ],
    notes: [
      `**fashion-glow**, ${(ours.cpuSeconds / 60).toFixed(1)} minutes each, all ${ours.done.test!.n} test images: Flowscope ${own.toFixed(3)} bits/dim after ${ours.done.step} steps, PyTorch (channels last) ${peer.test.toFixed(3)} after ${peer.steps}. Peak memory: Flowscope ${ours.peak.toFixed(0)} MiB, PyTorch ${peer.peakMiB.toFixed(0)} MiB. Course on 1000 validation images, bits/dim:`,
      curveTable(['Flowscope', 'PyTorch'], [courseOf(ours), curve]),
      '![Samples of fashion-glow](../images/fashion-glow-samples.png)',
    ],
  };
}

async function mnist(): Promise<Part> {
  const run = await keptRun('mnist-realnvp', 'examples/mnist-realnvp.flow.json');
  await drawSamples(run.runDir, 'mnist-realnvp', ['-n', '70', '--temperature', '0.8']);
  const { bitsPerDim, n } = run.done.test!;
  return {
    results: [],
    notes: [
      `**mnist-realnvp**: ${bitsPerDim!.toFixed(3)} bits/dim on all ${n} test images after ${run.done.step} steps, ${(run.cpuSeconds / 60).toFixed(1)} minutes. Bits/dim on 1000 validation images during training:`,
      curveTable(['bits/dim'], [courseOf(run)]),
      '![Samples of mnist-realnvp](../images/mnist-realnvp-samples.png)',
    ],
  };
}

async function halves(): Promise<Part> {
  const spec = 'examples/fashion-halves.flow.json';
  const given = await keptRun('fashion-halves', spec);
  await drawSamples(given.runDir, 'fashion-halves', ['-n', '48', '--temperature', '0.7']);
  const alone = await keptRun('fashion-lower', await lowerHalves(await readFile(spec, 'utf8')));
  const [conditional, unconditional] = [given, alone].map(({ done }) => done.test!.bitsPerDim!) as [number, number];
  return {
    results: [
      atMost(
        'fashion-halves: lower half given the upper half − the same flow without it',
        conditional - unconditional,
        -0.1,
        'bits/dim',
      ),
    ],
    notes: [
      `**fashion-halves**: the lower half has ${conditional.toFixed(3)} bits/dim given the upper half, and ${unconditional.toFixed(3)} without it: the same layers and steps, no context. ${(given.cpuSeconds / 60).toFixed(1)} and ${(alone.cpuSeconds / 60).toFixed(1)} minutes. Bits/dim on validation images during training:`,
      curveTable(['given the upper half', 'alone'], [courseOf(given), courseOf(alone)]),
    ],
  };
}

/** Writes docs/images/NAME-samples.png. */
async function drawSamples(runDir: string, name: string, options: readonly string[]): Promise<void> {
  const path = `docs/images/${name}-samples.png`;
  const { code, stderr } = await flowscope(['sample', runDir, '--seed', '1', ...options, '-o', path], {
    cwd: process.cwd(),
  });
  if (code !== 0) throw new Error(`the samples of ${name} could not be drawn: ${stderr}`);
}

/** The spec of the same flow on the lower halves alone, in files of the cache folder. */
async function lowerHalves(spec: string): Promise<string> {
  const folder = resolve(FOLDER, 'fashion-lower');
  await mkdir(folder, { recursive: true });
  for (const name of ['train-images-idx3-ubyte', 't10k-images-idx3-ubyte']) {
    const path = `${folder}/${name}`;
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      continue;
    const images = gunzipSync(await readFile(`${FASHION}/${name}.gz`));
    const [count, height, width] = [images.readUInt32BE(4), images.readUInt32BE(8), images.readUInt32BE(12)];
    const [size, half] = [height * width, (height * width) / 2];
    const lower = new Uint8Array(count * half);
    for (let i = 0; i < count; i++) lower.set(images.subarray(16 + i * size + half, 16 + (i + 1) * size), i * half);
    await writeFile(path, idxBytes([count, height / 2, width], lower));
  }
  const text = spec
    .replaceAll(`${FASHION}/`, '')
    .replaceAll('-ubyte.gz', '-ubyte')
    .replace('"fashion-halves"', '"fashion-lower"')
    .replace(/^ *(\/\/ The upper 14 rows.*|"context": .*|"contextEncoder": .*)\n/gm, '');
  const path = `${folder}/fashion-lower.flow.json`;
  await writeFile(path, text);
  return path;
}

async function planOf(spec: string): Promise<Plan> {
  const options = { folder: dirname(resolve(spec)), trusted: true, fileStem: 'spec' };
  return asFlowPlan((await checkSpec(await readFile(spec, 'utf8'), options)).plan!, spec);
}

interface CurvePoint {
  readonly minutes: number;
  readonly value: number;
}

function courseOf({ validations, done, cpuSeconds }: KeptRun): readonly CurvePoint[] {
  return at(validations, done.step, cpuSeconds, ({ bitsPerDim }) => bitsPerDim!);
}

/** All steps take about the same time. */
function at(
  validations: KeptRun['validations'],
  steps: number,
  cpuSeconds: number,
  value: (validation: KeptRun['validations'][number]) => number,
): readonly CurvePoint[] {
  return validations.map((validation) => ({
    minutes: ((validation.step / steps) * cpuSeconds) / 60,
    value: value(validation),
  }));
}

/** The value of each curve at the last point before equally spaced times. */
function curveTable(names: readonly string[], curves: readonly (readonly CurvePoint[])[]): string {
  const end = Math.max(...curves.flat().map(({ minutes }) => minutes));
  const rows = Array.from({ length: CURVE_ROWS }, (_, i) => {
    const minutes = (end * (i + 1)) / CURVE_ROWS;
    const values = curves.map((curve) => curve.findLast((point) => point.minutes <= minutes + 1e-9)?.value);
    return [minutes.toFixed(1), ...values.map((value) => value?.toFixed(3) ?? '')];
  });
  return markdownTable(['minutes', ...names], rows);
}
