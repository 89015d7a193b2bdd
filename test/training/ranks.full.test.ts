import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEST_PYTHON } from '../../daemon/runtime/testing/available-runtimes.ts';
import { killedRank, slurmExample, withoutSlurm } from './ranks.ts';

const MISSING = TEST_PYTHON === null ? 'FLOWSCOPE_TEST_PYTHON names no Python with JAX' : null;
const note = (missing: string | null) => (missing === null ? '' : ` (SKIPPED: ${missing})`);
const slurmMissing = MISSING ?? withoutSlurm();
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-ranks-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

test.skipIf(MISSING !== null)(
  `a killed task is named, and one task resumes the run${note(MISSING)}`,
  { timeout: 300_000 },
  async () => {
    const { failed, seconds, code, resumed, whole, files } = await killedRank(cwd, TEST_PYTHON!);
    expect(failed).toMatchObject({
      event: 'failed',
      code: 'rank-ended',
      message: expect.stringMatching(/^Rank 1 of 2 \(on .+\) ended: its process or its machine was lost\./),
      checkpoint: expect.any(String),
    });
    expect(code).toBe(1);
    expect(seconds).toBeLessThan(10);
    expect(files.filter((name) => ['moons.flow.json', 'run.json', 'spec.txt'].includes(name))).toHaveLength(3);
    expect(resumed).toMatchObject({ event: 'done', step: 3000 });
    const nll = (last: Readonly<Record<string, unknown>>) => (last.validation as { readonly nll: number }).nll;
    expect(Math.abs(nll(resumed) - nll(whole))).toBeLessThan(0.05);
  },
);

test.skipIf(slurmMissing !== null)(
  `the Slurm job of init trains on two nodes; after one is lost, it continues on the other${note(slurmMissing)}`,
  { timeout: 300_000 },
  async () => {
    const { first, second } = await slurmExample(cwd, TEST_PYTHON!);
    expect(first).toContain('2 devices of 2 ranks');
    // The worker of the killed command may say so before it is killed, too.
    expect(first).toMatch(
      /^Failed after step \d+ \(rank-ended\): Rank 1 of 2 \(on .+\) ended: its (process or|command was ended)/m,
    );
    expect(second).toMatch(/^Resuming moons at step [1-9]\d*: /m);
    expect(second).toMatch(/^Done after 3000 steps/m);
  },
);
