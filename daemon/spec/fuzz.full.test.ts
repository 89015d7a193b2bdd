import { test } from 'vitest';
import { DAMAGES, fuzz } from './testing/damaged-specs.ts';

test.each(DAMAGES)(
  '600 texts: $what give diagnostics or a plan, never a crash',
  { timeout: 300_000 },
  async (damage) => {
    await fuzz(damage, 600);
  },
);
