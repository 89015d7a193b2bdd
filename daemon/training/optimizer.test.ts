import { expect, test } from 'vitest';
import type { TrainingPlan } from '../models/plan.ts';
import { evaluate } from '../tensor/evaluate.ts';
import { input } from '../tensor/ops/leaf.ts';
import type { NdArray } from '../tensor/tensor.ts';
import { averaged, scheduleRow, updateGroup } from './optimizer.ts';
import { learningRate } from './schedule.ts';

type Optimizer = TrainingPlan['optimizer'];
const COMMON = { learningRate: 0.03, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 };
const STEPS = 50;
const gradientAt = (step: number) => [Math.sin(step), 0.01 * Math.cos(3 * step), step === 7 ? 40 : 0];

/** The papers' own formulas, moments as averages. */
function textbook({ type, learningRate: rate, beta1, beta2, epsilon, weightDecay }: Optimizer): number[] {
  const theta = [1, -2, 0.5];
  const m = [0, 0, 0];
  const v = [0, 0, 0];
  for (let step = 1; step <= STEPS; step++) {
    for (const [i, g] of gradientAt(step).entries()) {
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      const mHat = m[i] / (1 - beta1 ** step);
      if (type === 'adamax') {
        v[i] = Math.max(beta2 * v[i]!, Math.abs(g) + epsilon);
        theta[i]! -= (rate * mHat) / v[i];
        continue;
      }
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      if (type === 'adamw') theta[i]! -= rate * weightDecay * theta[i]!;
      theta[i]! -= (rate * mHat) / (Math.sqrt(v[i] / (1 - beta2 ** step)) + epsilon);
    }
  }
  return theta;
}

test.each(['adam', 'adamw', 'adamax'] as const)('%s in scaled form equals the textbook', (type) => {
  const optimizer: Optimizer = { type, ...COMMON };
  const shape = [3];
  const [theta, m, v, g] = ['theta', 'm', 'v', 'g'].map((name) => input(name, shape)) as [
    ReturnType<typeof input>,
    ...ReturnType<typeof input>[],
  ];
  const schedule = { rate: input('rate', []), epsilon: input('epsilon', []), decay: input('decay', []) };
  const next = updateGroup(optimizer, { theta, m: m!, v: v! }, g!, schedule, true);
  const array = (values: readonly number[], own: readonly number[] = shape): NdArray => ({
    shape: own,
    data: Float64Array.from(values),
  });
  let state = [array([1, -2, 0.5]), array([0, 0, 0]), array([0, 0, 0])];
  for (let step = 1; step <= STEPS; step++) {
    const [rate, epsilon, decay] = scheduleRow(optimizer, step, optimizer.learningRate);
    const feeds = new Map([
      [theta, state[0]!],
      [m!, state[1]!],
      [v!, state[2]!],
      [g!, array(gradientAt(step))],
      [schedule.rate, array([rate!], [])],
      [schedule.epsilon, array([epsilon!], [])],
      [schedule.decay, array([decay!], [])],
    ]);
    state = evaluate([next.theta, next.m, next.v], feeds);
  }
  for (const [i, expected] of textbook(optimizer).entries()) {
    expect(Math.abs(state[0]!.data[i]! - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
  }
});

test('the average of parameters', () => {
  const [average, theta] = [input('average', [2]), input('theta', [2])];
  const values = new Map([
    [average, { shape: [2], data: Float64Array.of(1, 2) }],
    [theta, { shape: [2], data: Float64Array.of(3, -2) }],
  ]);
  const [next] = evaluate([averaged(average, theta, 0.75)], values);
  expect([...next!.data]).toEqual([1.5, 1]);
});

const training = (schedule: Partial<TrainingPlan['schedule']>) =>
  ({
    optimizer: { type: 'adam', ...COMMON, learningRate: 1 },
    schedule: { type: 'constant', warmup: 0, final: 0, every: 1000, factor: 0.5, ...schedule },
  }) as TrainingPlan;

test.each<[string, Partial<TrainingPlan['schedule']>, readonly (readonly [number, number])[]]>([
  [
    'constant',
    {},
    [
      [1, 1],
      [100, 1],
    ],
  ],
  [
    'warm-up is linear',
    { warmup: 10 },
    [
      [1, 0.1],
      [5, 0.5],
      [10, 1],
      [11, 1],
    ],
  ],
  [
    'cosine falls to its final fraction',
    { type: 'cosine', final: 0.1 },
    [
      [50, 0.55],
      [100, 0.1],
    ],
  ],
  [
    'cosine after a warm-up',
    { type: 'cosine', warmup: 20 },
    [
      [20, 1],
      [60, 0.5],
      [100, 0],
    ],
  ],
  [
    'exponential reaches its final fraction',
    { type: 'exponential', final: 0.01 },
    [
      [50, 0.1],
      [100, 0.01],
    ],
  ],
  [
    'step',
    { type: 'step', every: 40, factor: 0.5 },
    [
      [40, 1],
      [41, 0.5],
      [80, 0.5],
      [81, 0.25],
    ],
  ],
])('learning rate: %s', (_, schedule, expected) => {
  for (const [step, rate] of expected) expect(learningRate(training(schedule), step, 100)).toBeCloseTo(rate, 12);
});
