/** The main job, in front of the user: train a flow, look at its layers, and draw its density and its samples. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { timeName } from '../daemon/encoding/time-name.ts';

const SPEC = 'examples/two-moons.flow.json';
const stamp = timeName(new Date());
const folder = join('.flowscope', 'demo', stamp);
const run = join(folder, 'run');
const density = join(folder, 'density.png');
const samples = join(folder, 'samples.png');

function flowscope(...args: string[]): void {
  process.stdout.write(`\n$ flowscope ${args.join(' ')}\n`);
  const { status, error } = spawnSync(process.execPath, ['dist/flowscope.js', ...args], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

mkdirSync(folder, { recursive: true });
flowscope('train', SPEC, '--run-dir', run);
flowscope('inspect', run);
flowscope('density', run, '-o', density);
flowscope('sample', run, '-n', '5000', '--seed', '1', '-o', samples);
process.stdout.write(
  `\nPictures:\n  ${relative('.', density)}   learned and true density\n  ${relative('.', samples)}   samples over data\n` +
    `\nNext: node dist/flowscope.js --help, and the other specs in examples/.\n`,
);
