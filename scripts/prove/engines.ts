/** Whether other engines compute what ONNX Runtime computes: every layer, and the first steps of the examples. */
import { openJax } from '../../daemon/runtime/jax/jax-runtime.ts';
import { cpuRuntime } from '../../daemon/runtime/onnxruntime/cpu-runtime.ts';
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
    const { versions = {}, device } = jax.facts ?? {};
    const of = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return {
      name: 'engines',
      title: 'Engines',
      results,
      notes: [
        `JAX on ${device}, ${of.join(', ')}, matrix products in float32. Layers: the table of daemon/flow/bijections/layer-cases.ts with random parameters, errors relative to max(1, largest value). Examples: the same start, rows and noise, no re-synchronization.`,
        'Speed is not a part of this page: JAX is for accelerators, and none was available.',
      ],
      data: { layers },
    };
  } finally {
    await jax.close?.();
  }
}
