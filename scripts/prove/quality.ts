/** What the shipped specs reach on held-out points, and how long they take. Through the command line, one after the other. */

import { readFile } from 'node:fs/promises';
import { asFlowPlan } from '../../daemon/models/flow-plan.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import { flowscope } from '../../test/cli/flowscope.ts';
import { classGaussians } from '../measurement/class-gaussians.ts';
import { atLeast, atMost, type Proof, type ProofResult } from '../measurement/proof.ts';
import { trained } from '../measurement/train-command.ts';

const TOYS = [
  { name: 'two-moons', gap: 0.03, seconds: 30 },
  { name: 'eight-gaussians', gap: 0.03, seconds: 60 },
  { name: 'eight-gaussians-affine', gap: 0.12, seconds: null },
  { name: 'checkerboard', gap: 0.07, seconds: 90 },
] as const;

const LETTERS = 'examples/letters.flow.json';
const DIGITS = 'examples/mnist-nice.flow.json';
const DIGITS_PICTURE = 'docs/images/mnist-nice-samples.png';

/** What the same flows reach from other start values, and in PyTorch. */
export const includes = ['initialization'];

export async function prove(): Promise<Proof> {
  const results: ProofResult[] = [];
  const notes = [
    'What other start values reach, and the same flows in PyTorch: [initialization.md](initialization.md), taken by the same command.',
  ];
  for (const { name, gap, seconds } of TOYS) {
    await trained(`examples/${name}.flow.json`, async ({ done, seconds: taken }) => {
      const { mean, se } = done.test!.gap!;
      results.push(atMost(`${name}: gap on the test split`, mean!, gap, 'nats'));
      if (seconds !== null) results.push(atMost(`${name}: time`, taken, seconds, 's'));
      notes.push(
        `${name}: gap ${mean!.toFixed(4)} ± ${(2 * se!).toFixed(4)} nats (2 standard errors, ${done.test!.n} points), ${taken.toFixed(1)} s.`,
      );
    });
  }
  await trained(LETTERS, async ({ done, seconds }) => {
    const own = -done.test!.nll!;
    const { plan } = await checkSpec(await readFile(LETTERS, 'utf8'), {
      folder: 'examples',
      trusted: true,
      fileStem: 'letters',
    });
    const baseline = await classGaussians(asFlowPlan(plan!, 'the spec'), LETTERS);
    results.push(atLeast('letters: flow − Gaussian per class, mean log-likelihood', own - baseline.mean, 0, 'nats'));
    notes.push(
      `letters (dequantized, class as context), ${done.test!.n} held-out rows: flow ${own.toFixed(3)} ± ${(2 * done.test!.se!).toFixed(3)} nats, full-covariance Gaussian per class fitted to the same rows ${baseline.mean.toFixed(3)} ± ${(2 * baseline.se).toFixed(3)} nats; ${seconds.toFixed(0)} s.`,
    );
  });
  await trained(DIGITS, async ({ done, seconds }, runDir) => {
    results.push(atMost('mnist-nice: test set', done.test!.bitsPerDim!, 4.8, 'bits/dim'));
    results.push(atMost('mnist-nice: time', seconds / 60, 15, 'minutes'));
    notes.push(
      `mnist-nice: ${done.test!.bitsPerDim!.toFixed(3)} bits/dim (NLL ${done.test!.nll!.toFixed(1)} ± ${(2 * done.test!.se!).toFixed(1)} nats in units of the integers) on all ${done.test!.n} test images, ${seconds.toFixed(0)} s. Samples: ../images/mnist-nice-samples.png.`,
    );
    await flowscope(['sample', runDir, '-n', '100', '--seed', '1', '--temperature', '0.8', '-o', DIGITS_PICTURE], {
      cwd: process.cwd(),
    });
  });
  return { name: 'quality', title: 'Quality', results, notes };
}
