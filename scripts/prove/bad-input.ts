/** Mutated specs, data files and checkpoints: always an answer, never a crash. Runs the fuzz tests themselves. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { atLeast, atMost, type Proof } from '../measurement/proof.ts';

const TESTS = [
  'daemon/spec/fuzz.test.ts',
  'daemon/data/formats',
  'daemon/data/files',
  'daemon/runs/safetensors.test.ts',
  'daemon/runs/checkpoint-store.test.ts',
  'test/durability/full-disk.test.ts',
] as const;
const REPORT = '.cache/prove-bad-input.json';

export async function prove(): Promise<Proof> {
  rmSync(REPORT, { force: true });
  spawnSync('npx', ['vitest', 'run', ...TESTS, '--reporter=json', `--outputFile=${REPORT}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(REPORT, 'utf8')) as Record<string, number>;
  return {
    name: 'bad-input',
    title: 'Bad input',
    results: [
      atLeast('tests of hostile input that passed', numPassedTests!, 1, ''),
      atMost('that failed', numFailedTests!, 0, ''),
    ],
    notes: [
      'Specs: 1200 mutations of the examples and 200 arbitrary texts. Data: truncated, corrupted and hostile npy, npz, IDX and CSV files, FIFOs and devices, paths outside of the folder. Checkpoints: 1000 mutated safetensors files and hostile headers. A disk that is full: simulated at every byte offset, by a limit on file sizes, and for real where a small disk can be mounted.',
    ],
  };
}
