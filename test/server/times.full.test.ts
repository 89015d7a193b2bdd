/** What one window opens costs another one neither time nor memory, on a quiet machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quantile } from '../../bench/statistics.ts';
import { ALLOCATOR_ENVIRONMENT } from '../../daemon/client/allocator-environment.ts';
import { TIMED } from '../../daemon/testing/timed.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { hostileWindow } from './hostile-window.ts';
import { stormTarget } from './storm-target.ts';

let discovery: Discovery;
let control: Discovery;
// As every daemon is started.
const expectAlive = stormTarget((target) => {
  ({ discovery } = target);
}, ALLOCATOR_ENVIRONMENT);
stormTarget((target) => {
  control = target.discovery;
}, ALLOCATOR_ENVIRONMENT);

/** Milliseconds that the slowest of a hundred completions may take longer beside the hostile window. */
const MOST_DELAY = 150;

test('more than 50 hostile documents and data files', { ...TIMED, timeout: 600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-hostile-'));
  try {
    const storm = await hostileWindow(discovery, { folder, bytes: 4_000_000, control });
    expect(storm.documents).toBeGreaterThan(50);
    expect(storm.wrong).toBe(0);
    expect(storm.silent).toEqual([]);
    // A busy machine delays both alike.
    expect(quantile(storm.times, 0.99) - quantile(storm.controlTimes, 0.99)).toBeLessThan(MOST_DELAY);
    expect(storm.memoryAfter / storm.memoryBefore).toBeLessThan(1.2);
    await expectAlive();
  } finally {
    await rm(folder, { recursive: true });
  }
});
