/** Log-dets, inverses and gradients of every layer; and the numbers of trained flows against each other. */
import { join } from 'node:path';
import { flowscope } from '../../test/cli/flowscope.ts';
import { layerErrors } from '../measurement/layer-errors.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';
import { trained } from '../measurement/train-command.ts';

/** Trained briefly: exactness does not wait for quality. */
const SPECS = ['two-moons', 'eight-gaussians', 'rings', 'letters'] as const;

export async function prove(): Promise<Proof> {
  const errors = layerErrors();
  const results: ProofResult[] = [
    atMost(`log-dets of ${errors.cases} layers, both directions, against exact Jacobians`, errors.logDet, 1e-8, 'nats'),
    atMost('round trips', errors.roundTrip, 1e-8, ''),
    atMost('gradients of parameters and inputs against central differences', errors.gradient, 1e-6, ''),
  ];
  for (const name of SPECS) {
    await trained(
      `examples/${name}.flow.json`,
      async (_training, runDir) => {
        const json = async (...args: string[]) =>
          (await flowscope([...args, '--json'], { cwd: process.cwd() })).json() as Readonly<Record<string, number>>;
        const verified = await json('verify', runDir);
        results.push(atMost(`${name}: log-dets of the trained layers`, verified.logDetError!, 1e-8, 'nats'));
        const inspected = await json('inspect', runDir);
        results.push(
          atMost(`${name}: Σ terms − log q(x), largest of ${inspected.n} samples`, inspected.sumError!, 1e-4, 'nats'),
        );
        const exported = await json('export', runDir, '--onnx', join(runDir, 'log-prob.onnx'));
        results.push(atMost(`${name}: exported log_prob − the engine's, relative`, exported.maxError!, 1e-5, ''));
        if (name === 'letters') return;
        const { integral } = await json('density', runDir, '--extent=-12,12,-12,12', '--size', '800');
        results.push(atMost(`${name}: |1 − integral of the density|`, Math.abs(1 - integral!), 0.01, ''));
      },
      ['--steps', '500'],
    );
  }
  return {
    name: 'exactness',
    title: 'Exactness',
    results,
    notes: [
      'Layers: the table of daemon/flow/bijections/layer-cases.ts with random parameters (start values + N(0, 0.1²)), float64, Jacobians by reverse mode. Flows: the shipped specs after 500 steps, through the command line; the engine computes in float32, `verify` in float64. Integrals over [−12, 12]² by 800 × 800 cells.',
    ],
  };
}
