/** Whether other engines compute what ONNX Runtime computes: every layer, and the first steps of the examples. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { openJax } from '../../daemon/runtime/jax/jax-runtime.ts';
import { cpuRuntime } from '../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import { webgpuEnvironment } from '../../daemon/runtime/testing/webgpu-environment.ts';
import { engineParity, exampleSpec } from '../../daemon/training/testing/engine-parity.ts';
import { layerParity } from '../measurement/layer-parity.ts';
import { peerPython } from '../measurement/peer-python.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';

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
    const layers = await layerParity(jax);
    const worst = (of: 'forward' | 'inverse' | 'gradient') => Math.max(...layers.map((layer) => layer[of]));
    const results: ProofResult[] = [
      atMost(`jax: ${layers.length} layers forward against float64, relative`, worst('forward'), 1e-3, ''),
      atMost('jax: inverses against float64, relative', worst('inverse'), 1e-3, ''),
      atMost('jax: gradients against float64, relative', worst('gradient'), 1e-3, ''),
    ];
    for (const name of EXAMPLES) {
      const { loss } = await engineParity(await exampleSpec(`examples/${name}.flow.json`), [cpu, jax], STEPS);
      results.push(atMost(`jax: losses of ${STEPS} free steps of ${name} against cpu, relative`, loss, 1e-5, ''));
    }
    const webgpu = await webgpuParity(EXAMPLES.map((name) => `examples/${name}.flow.json`));
    for (const [i, { loss }] of webgpu.found.entries()) {
      results.push(
        atMost(`webgpu: losses of ${STEPS} free steps of ${EXAMPLES[i]} against cpu, relative`, loss, 1e-5, ''),
      );
    }
    const { versions = {}, device } = jax.facts ?? {};
    const of = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return {
      name: 'engines',
      title: 'Engines',
      results,
      notes: [
        `JAX on ${device}, ${of.join(', ')}, matrix products in float32. Layers: the table of daemon/flow/bijections/layer-cases.ts with random parameters, errors relative to max(1, largest value). Examples: the same start, rows and noise, no re-synchronization.`,
        `WebGPU: ${webgpu.note}. Its layers are compared in \`daemon/runtime/onnxruntime/webgpu/webgpu.full.test.ts\`.`,
        'Speed is not a part of this page: JAX is for accelerators, and none was available.',
      ],
      data: { layers },
    };
  } finally {
    await jax.close?.();
  }
}
