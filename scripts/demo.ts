/** A demonstration of the main workflow: trains a flow of the plane and one of images, inspects their layers and draws samples. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { timeName } from '../daemon/encoding/time-name.ts';

const stamp = timeName(new Date());
const folder = join('.flowscope', 'demo', stamp);
const moons = join(folder, 'two-moons');
const digits = join(folder, 'digits');
const density = join(folder, 'density.png');
const samples = join(folder, 'samples.png');
const images = join(folder, 'digits.png');
const levels = join(folder, 'digits-levels.png');

function flowscope(...args: string[]): void {
  process.stdout.write(`\n$ flowscope ${args.join(' ')}\n`);
  const { status, error } = spawnSync(process.execPath, ['dist/flowscope.js', ...args], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

mkdirSync(folder, { recursive: true });
flowscope('train', 'examples/two-moons.flow.json', '--run-dir', moons);
flowscope('inspect', moons);
flowscope('density', moons, '-o', density);
flowscope('sample', moons, '-n', '5000', '--seed', '1', '-o', samples);
flowscope('train', 'examples/digits.flow.json', '--run-dir', digits);
flowscope('sample', digits, '-n', '64', '--seed', '1', '-o', images);
flowscope('levels', digits, '--seed', '1', '-o', levels);
const pictures = [
  [density, 'learned and true density'],
  [samples, 'samples over data'],
  [images, 'sampled digits'],
  [levels, 'what each level of the latent encodes'],
] as const;
process.stdout.write(
  `\nPictures:\n${pictures.map(([path, what]) => `  ${relative('.', path)}   ${what}\n`).join('')}` +
    `\nNext: node dist/flowscope.js --help, and the other specs in examples/.\n`,
);
