import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { CheckpointContent } from '../checkpoints/checkpoint-store.ts';
import { listCheckpoints } from '../checkpoints/list-checkpoints.ts';

interface CheckpointFolder {
  /** A run directory that is otherwise empty. */
  readonly root: string;
  /** Its checkpoints; not made yet. */
  readonly folder: string;
  /** The tensors of a step. */
  file(step: number): string;
  /** Steps of the committed checkpoints. */
  steps(): Promise<readonly number[]>;
  /** Flips a bit of the tensors of a step. */
  damage(step: number): void;
}

/** A new folder for each test. */
export function useCheckpointFolder(): CheckpointFolder {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'flowscope-checkpoints-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const folder = () => join(root, 'checkpoints');
  const file = (step: number) => join(folder(), `step-${step}.safetensors`);
  return {
    get root() {
      return root;
    },
    get folder() {
      return folder();
    },
    file,
    steps: async () => (await listCheckpoints(folder())).map(({ step }) => step),
    damage(step) {
      const bytes = readFileSync(file(step));
      bytes[bytes.length - 9]! ^= 1;
      writeFileSync(file(step), bytes);
    },
  };
}

/** What training saves at a step. @param value of every parameter */
export const content = (step: number, best = false, value = step): CheckpointContent => ({
  step,
  tensors: new Map([
    ['parameters/w', { shape: [1000], data: new Float32Array(1000).fill(value) }],
    ['optimizer/m/w', { shape: [2], data: Float64Array.of(value, -value) }],
  ]),
  state: { step, bestNll: 1 / 3, optimizer: { form: 'adam-scaled', beta1: 0.9 }, generator: [1, 2 ** 40] },
  best,
});
