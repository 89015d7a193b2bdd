import { expect, test } from 'vitest';
import { divergenceMessage, gradientNorms } from './divergence.ts';
import type { StepReport } from './step-report.ts';
import type { Divergence } from './stepper.ts';

const OBJECTIVE = { name: 'loss', minimizedBy: 'flow', likelihood: true };

function reports(norms: readonly number[]): readonly StepReport[] {
  return norms.map((gradientNorm, i) => {
    const own = { loss: 1, gradientNorm };
    return {
      ...own,
      step: i + 1,
      objectives: [own],
      terms: [],
      layers: null,
      learningRate: 1e-3,
      skipped: false,
    };
  });
}

function message(
  norms: readonly number[],
  gradientClip: number | null,
  step = 120,
  scaleBound: number | null = null,
): string {
  const known = gradientNorms();
  known.add(reports(norms));
  const loss: Divergence = { step, loss: 3.1e10, objective: 0 };
  return divergenceMessage(loss, { objectives: [OBJECTIVE], offsets: [0], gradientClip, scaleBound, norms: known });
}

test('names the usual gradient norm, which a spike does not move', () => {
  const norms = [...Array.from({ length: 40 }, (_, i) => 11_000 + 100 * i), 4e7, Number.NaN];
  expect(message(norms, null)).toContain('or clip gradients to their usual norm ("gradientClip": 10000 in training).');
});

test('counts the last 64 steps only', () => {
  expect(message([...Array(100).fill(900), ...Array(64).fill(3)], null)).toContain('"gradientClip": 3 in');
});

test('names no norm after few steps, and the limit where there is one', () => {
  expect(message([5, 5, 5], null)).toMatch(/or clip gradients \(training\.gradientClip\)\.$/);
  expect(message(Array(40).fill(900), 5)).toMatch(/or lower training\.gradientClip, which is 5\.$/);
});

test('names the bound of the scales where layers can multiply a row by a lot', () => {
  expect(message([], 5, 120, 3)).toContain(', set "scaleBound": 1 in the layers (it is 3), or lower');
  expect(message([], 5, 120, 1)).not.toContain('scaleBound');
});

test('a divergence at the first step is attributed to the data', () => {
  expect(message([], null, 1)).toContain('This is the first step');
});

test('names the learning rate of the objective’s own optimizer', () => {
  const objectives = [
    { ...OBJECTIVE, likelihood: false },
    { ...OBJECTIVE, name: 'discriminator', likelihood: false, optimizer: 'discriminatorOptimizer' },
  ] as const;
  const said = (objective: number) =>
    divergenceMessage(
      { step: 5, loss: Number.NaN, objective },
      { objectives, offsets: [0, 0], gradientClip: null, scaleBound: null, norms: gradientNorms() },
    );
  expect(said(0)).toContain('Lower training.optimizer.learningRate');
  expect(said(1)).toMatch(/^the loss of 'discriminator' .* Lower training\.discriminatorOptimizer\.learningRate/);
});
