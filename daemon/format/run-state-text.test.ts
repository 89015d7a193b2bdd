import { expect, test } from 'vitest';
import { type Results, resultText, stateText } from './run-state-text.ts';
import { ENGLISH } from './strings.ts';

/** It found its best weights early and got much worse. */
const OVERFIT: Results = {
  status: 'finished',
  validation: { nll: 131.19, se: 125.06 },
  best: { nll: -19.7, se: 0.41, step: 45 },
  loss: -80,
};

test.each(['finished', 'interrupted', 'failed'] as const)(
  'a run that is %s stands for its best validation',
  (status) => {
    expect(resultText({ ...OVERFIT, status })).toBe('best NLL −19.7000 nats at step 45');
    expect(resultText({ ...OVERFIT, status }, 'estimate')).toBe('best NLL −19.7000 ± 0.8200 nats at step 45');
  },
);

test.each(['running', 'paused', 'stopping'] as const)('a run that is %s shows where it stands now', (status) => {
  expect(resultText({ ...OVERFIT, status }, 'estimate')).toBe('NLL 131.1900 ± 250.1200 nats');
  expect(resultText({ ...OVERFIT, status, validation: null })).toBe('NLL −80.0000 nats');
});

test('an NLL that leaves rows out says over how many it is', () => {
  const notFinite = { count: 3, negativeInfinity: 3, positiveInfinity: 0, nan: 0 };
  const run = { ...OVERFIT, best: { nll: -19.7, step: 45, n: 1000, notFinite } };
  expect(resultText({ ...run, status: 'finished' })).toBe('best NLL −19.7000 nats over 997 of 1000 rows at step 45');
  const validation = { nll: 2, se: 0.5, n: 4, notFinite };
  expect(resultText({ ...run, validation, status: 'running' }, 'estimate')).toBe(
    'NLL 2.0000 ± 1.0000 nats over 1 of 4 rows',
  );
});

test('what an older daemon or a broken log leaves out is left out', () => {
  const { best } = OVERFIT;
  expect(resultText({ ...OVERFIT, best: { nll: best!.nll, step: 45 } }, 'estimate')).toBe(
    'best NLL −19.7000 nats at step 45',
  );
  expect(resultText({ ...OVERFIT, best: null })).toBe('NLL 131.1900 nats');
  expect(resultText({ status: 'interrupted', validation: null, best: null })).toBeNull();
});

test('a run whose data take long says how far they are', () => {
  const preparing = { what: 'decoding-images', done: 1200, total: 50_000 } as const;
  const run = {
    runDir: '/r',
    name: 'r',
    status: 'starting',
    step: 0,
    steps: 9,
    eta: null,
    queuePosition: null,
  } as const;
  expect(stateText({ ...run, preparing })).toBe('starting: Decoding images 1200/50\u202f000');
  const reading = { what: 'reading-data', done: 24 * 2 ** 20, total: 187.4 * 2 ** 20 } as const;
  expect(stateText({ ...run, preparing: reading })).toBe('starting: Reading data 24.0 MiB/187.4 MiB');
  expect(stateText(run)).toBe('starting, step 0 of 9');
  const working = { backend: 'jax', what: 'compiling', seconds: 3.4 } as const;
  expect(stateText({ ...run, status: 'running', working })).toBe('Compiling for jax, 3 s');
  expect(stateText({ ...run, working: { ...working, what: 'starting' } })).toBe('Starting jax, 3 s');
});

test('a queued run says which run it is behind, or its position if that is not known', () => {
  const run = { runDir: '/r', name: 'r', status: 'queued', step: 0, steps: 9, eta: null } as const;
  expect(stateText({ ...run, queuePosition: 2 }, ENGLISH, 'moons')).toBe('queued behind moons');
  expect(stateText({ ...run, queuePosition: 2 })).toBe('queued, position 2');
  expect(stateText({ ...run, queuePosition: null })).toBe('queued');
});

test('a bound is no NLL, and losses of players are no likelihood', () => {
  const bound = { ...OVERFIT, likelihood: 'bound' } as const;
  expect(resultText(bound)).toBe('best −ELBO −19.7000 nats at step 45');
  expect(resultText({ ...bound, status: 'running', validation: null })).toBe('−ELBO −80.0000 nats');
  const game = { status: 'running', likelihood: 'none', validation: null, best: null, loss: 0.75 } as const;
  const objectives = [
    { name: 'generator', loss: 0.75 },
    { name: 'discriminator', loss: 1.25 },
  ];
  expect(resultText({ ...game, objectives })).toBe('generator loss 0.7500, discriminator loss 1.2500');
  expect(resultText(game)).toBeNull();
  expect(resultText({ ...OVERFIT, status: 'running', objectives })).toBe('NLL 131.1900 nats');
});
