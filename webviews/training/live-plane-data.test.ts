import { expect, test } from 'vitest';
import { weightsToDraw } from './live-plane-data.ts';

const file = (step: number) => ({ step, path: '' });
const RUN = {
  checkpoints: [40, 90].map((step) => ({ ...file(step), best: step === 40 })),
  snapshots: [10, 63].map(file),
  best: { step: 40, nll: 1 },
};

test('the newest weights are drawn, whether of a checkpoint or of a snapshot', () => {
  expect(weightsToDraw(RUN, 'latest')).toEqual({ checkpoint: 'latest', step: 90 });
  const later = { ...RUN, snapshots: [...RUN.snapshots, file(100)] };
  expect(weightsToDraw(later, 'latest')).toEqual({ checkpoint: 100, step: 100 });
  expect(weightsToDraw({ ...RUN, checkpoints: [] }, 'latest')).toEqual({ checkpoint: 63, step: 63 });
  expect(weightsToDraw({ checkpoints: [], best: null }, 'latest')).toEqual({ checkpoint: 'latest', step: null });
});

test('a choice of the user stays', () => {
  const later = { ...RUN, snapshots: [file(100)] };
  expect(weightsToDraw(later, 'best')).toEqual({ checkpoint: 'best', step: 40 });
  expect(weightsToDraw({ ...later, best: null }, 'best')).toEqual({ checkpoint: 100, step: 100 });
  expect(weightsToDraw(later, 10)).toEqual({ checkpoint: 10, step: 10 });
});
