/** More of `stopping.test.ts`: a daemon that is killed, and other moments. */
import { expect, test } from 'vitest';
import { endAtWork, endSoonAfter } from './stopping-daemon.ts';

test.runIf(process.platform === 'linux')(
  'SIGKILL while it trains, inspects and previews: its workers end by themselves, and the run has saved',
  { timeout: 180_000 },
  async () => {
    expect(await endAtWork('SIGKILL')).toMatchObject({ code: null, event: 'interrupted', saved: true });
  },
);

test.runIf(process.platform === 'linux').each([0, 30, 200, 400, 800, 1500])(
  'SIGTERM %d ms after it was asked to train, to inspect and to preview: no worker is left',
  { timeout: 120_000 },
  async (milliseconds) => {
    expect(await endSoonAfter(milliseconds)).toBe(0);
  },
);
