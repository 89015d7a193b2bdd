/** Whether other engines compute what ONNX Runtime computes: every layer, and the first steps of the examples. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { openJax } from '../../daemon/runtime/jax/jax-runtime.ts';
import { cpuRuntime } from '../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import type { Runtime } from '../../daemon/runtime/runtime.ts';
import { openTensorflow } from '../../daemon/runtime/tensorflow/tensorflow-runtime.ts';
import { webgpuEnvironment } from '../../daemon/runtime/testing/webgpu-environment.ts';
import { engineParity, exampleSpec } from '../../daemon/training/testing/engine-parity.ts';
import { layerParity } from '../measurement/layer-parity.ts';
import { peerPython } from '../measurement/peer-python.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';
import { timedSteps } from '../measurement/timed-steps.ts';

/** Those whose data are in the checkout or drawn. */
const EXAMPLES = [
  'two-moons',
  'checkerboard',
  'eight-gaussians',
  'eight-gaussians-affine',
  'rings',
  'letters',
  'digits',
];
/** After more steps, runs that differ in one rounding differ as much as these. */
const STEPS = 20;
const WEBGPU_SCRIPT = fileURLToPath(new URL('../measurement/webgpu-parity-main.ts', import.meta.url));

const parityLine = z.object({ loss: z.number() });

/** In a process of its own, on a device of the system or else on Chromium's software adapter. */
async function webgpuParity(specs: readonly string[]) {
  const environment = await webgpuEnvironment();
  if (typeof environment === 'string') return { found: [], note: `not measured, ${environment}` };
  const { stdout } = await promisify(execFile)(process.execPath, [WEBGPU_SCRIPT, String(STEPS), ...specs], {
    env: environment,
  });
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => parityLine.parse(JSON.parse(line)));
  const adapter = environment === process.env ? 'a device of this machine' : 'the software adapter of Chromium';
  return { found, note: `on ${adapter}, one process` };
}

/** Several devices are a page of their own. */
export const includes = ['ranks'];

export async function prove(): Promise<Proof> {
  const cpu = cpuRuntime({ threads: 1 });
  const jax = await openJax({ threads: 1, python: peerPython(), device: 'cpu' });
  try {
    const tensorflow = await openTensorflow({ device: 'cpu' });
    const measured = [await compared(jax, cpu), await compared(tensorflow, cpu)];
    const webgpu = await webgpuParity(EXAMPLES.map((name) => `examples/${name}.flow.json`));
    const onWebgpu = webgpu.found.map(({ loss }, i) => lossResult('webgpu', EXAMPLES[i]!, loss));
    return {
      name: 'engines',
      title: 'Engines',
      results: [...measured.flatMap(({ results }) => results), ...onWebgpu],
      notes: [
        `JAX on ${factsOf(jax)}, matrix products in float32. TensorFlow.js on its device ${factsOf(tensorflow)}: plain JavaScript. Layers: the table of daemon/flow/bijections/layer-cases.ts with random parameters, errors relative to max(1, largest value). Examples: the same start, rows and noise, no re-synchronization.`,
        `WebGPU: ${webgpu.note}. Its layers are compared in \`daemon/runtime/onnxruntime/webgpu/webgpu.full.test.ts\`.`,
        `A step of two-moons takes TensorFlow.js in plain JavaScript ${measured[1]!.slower.toFixed(0)} times as long as ONNX Runtime with one thread. The speed of JAX is not a part of this page: it is for accelerators, and none was available.`,
      ],
      data: Object.fromEntries(measured.map(({ name, layers }) => [name === 'jax' ? 'layers' : name, layers])),
    };
  } finally {
    await jax.close?.();
  }
}

async function compared(runtime: Runtime, cpu: Runtime) {
  const { name } = runtime;
  const layers = await layerParity(runtime);
  const worst = (of: 'forward' | 'inverse' | 'gradient') => Math.max(...layers.map((layer) => layer[of]));
  const results: ProofResult[] = [
    atMost(`${name}: ${layers.length} layers forward against float64, relative`, worst('forward'), 1e-3, ''),
    atMost(`${name}: inverses against float64, relative`, worst('inverse'), 1e-3, ''),
    atMost(`${name}: gradients against float64, relative`, worst('gradient'), 1e-3, ''),
  ];
  let slower = Number.NaN;
  for (const example of EXAMPLES) {
    const [own, other] = [timedSteps(cpu), timedSteps(runtime)];
    const spec = await exampleSpec(`examples/${example}.flow.json`);
    const { loss } = await engineParity(spec, [own.runtime, other.runtime], STEPS);
    if (example === 'two-moons') slower = other.perStep() / own.perStep();
    results.push(lossResult(name, example, loss));
  }
  return { name, layers, results, slower };
}

function factsOf({ facts }: Runtime): string {
  const { versions = {}, device } = facts ?? {};
  const of = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${device}, ${of.join(', ')}`;
}

function lossResult(backend: string, example: string, loss: number): ProofResult {
  return atMost(`${backend}: losses of ${STEPS} free steps of ${example} against cpu, relative`, loss, 1e-5, '');
}
