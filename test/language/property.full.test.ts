import { test } from 'vitest';
import { randomEdits } from './random-edits.ts';

test('after any edits all features answer as on a fresh text, and the diagnostics are those of a fresh check', () =>
  randomEdits(80));
