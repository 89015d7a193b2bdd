/** A daemon that ends leaves no process behind, whatever its workers do at the moment. */
import { expect, test } from 'vitest';
import { endAtWork, endSoonAfter } from './stopping-daemon.ts';

test.runIf(process.platform === 'linux')(
  'SIGTERM while it trains, inspects and previews: its workers end before it does, and the run has saved',
  { timeout: 180_000 },
  async () => {
    expect(await endAtWork('SIGTERM')).toEqual({
      code: 0,
      workers: ['worker.js', 'inspection.js', 'preview.js'],
      leftAtExit: 0,
      event: 'interrupted',
      saved: true,
    });
  },
);

test.runIf(process.platform === 'linux')(
  'SIGTERM while workers are starting: none is left',
  { timeout: 120_000 },
  async () => {
    expect(await endSoonAfter(100)).toBe(0);
  },
);
