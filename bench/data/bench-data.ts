/**
 * `npm run bench data`: the time until training on a large file has its first loss, and the peak memory, beside the time in which
 * pandas and numpy read the file. Needs Linux (/proc) and a Python with pandas and numpy.
 *
 *   npm run bench data -- [--python PATH] [--rows 1000000] [--array-rows 10000000] [--repeats 3] [--folder DIR] [--json FILE]
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import * as z from 'zod';
import { pathOfPeer, peerEnvironment } from '../peer-link.ts';
import { quantile } from '../statistics.ts';
import { writeArray, writeCsv } from './make-files.ts';
import { type Watched, watchCommand } from './watch-command.ts';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rows: { type: 'string', default: '1000000' },
    'array-rows': { type: 'string', default: '10000000' },
    repeats: { type: 'string', default: '3' },
    folder: { type: 'string' },
    json: { type: 'string' },
  },
});
const executable = fileURLToPath(new URL('../../dist/flowscope.js', import.meta.url));
const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'flowscope-bench-data-')));
await mkdir(folder, { recursive: true });
const home = join(folder, 'home');
const env = { ...process.env, HOME: home };
const repeats = Number(options.repeats);
const MIB = 2 ** 20;
const FEW = 1000;

const peerSchema = z.object({ seconds: z.number(), peak: z.number() });

async function peer(kind: string, path: string): Promise<Watched> {
  const { stdout } = await promisify(execFile)(options.python, [pathOfPeer('data_peer.py'), kind, path], {
    env: peerEnvironment({}),
  });
  return peerSchema.parse(JSON.parse(stdout));
}

async function specOf(source: 'csv' | 'npy', file: string): Promise<string> {
  const path = join(folder, `${file}.flow.json`);
  const coupling = { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [32, 32] } };
  const spec = {
    data: { source, path: file },
    layers: [{ type: 'repeat', times: 4, layers: [coupling, { type: 'actnorm' }] }],
    training: { steps: 20, validation: { every: 20, samples: 1000 } },
  };
  await writeFile(path, JSON.stringify(spec));
  return path;
}

/** Nothing is known about the file from runs before. */
async function train(spec: string): Promise<Watched> {
  await rm(home, { recursive: true, force: true });
  const run = join(folder, 'run');
  await rm(run, { recursive: true, force: true });
  const command = [process.execPath, executable, 'train', spec, '--json', '--run-dir', run];
  return watchCommand(command, { cwd: folder, env, until: '"event":"step"' });
}

function check(spec: string): Promise<Watched> {
  return watchCommand([process.execPath, executable, 'check', spec], { cwd: folder, env, until: null });
}

const median = (values: readonly Watched[], of: keyof Watched) =>
  quantile(
    values.map((value) => value[of]),
    0.5,
  );

async function measure(source: 'csv' | 'npy', rows: number) {
  const [file, few] = [`large.${source}`, `few.${source}`];
  const write = source === 'csv' ? writeCsv : writeArray;
  if (!existsSync(join(folder, file))) await write(join(folder, file), rows);
  await write(join(folder, few), FEW);
  const [spec, small] = [await specOf(source, file), await specOf(source, few)];
  const found: Record<'flowscope' | 'few' | 'peer' | 'unseen' | 'seen', Watched[]> = {
    ...{ flowscope: [], few: [], peer: [], unseen: [], seen: [] },
  };
  for (let repeat = 0; repeat < repeats; repeat++) {
    process.stderr.write(`${source} ${repeat + 1}/${repeats}\n`);
    found.peer.push(await peer(source, join(folder, file)));
    found.few.push(await train(small));
    await rm(home, { recursive: true, force: true });
    found.unseen.push(await check(spec));
    found.flowscope.push(await train(spec));
    found.seen.push(await check(spec));
  }
  const table = rows * 10 * Float32Array.BYTES_PER_ELEMENT;
  return {
    source,
    bytes: (await stat(join(folder, file))).size,
    firstLoss: median(found.flowscope, 'seconds'),
    peer: median(found.peer, 'seconds'),
    peak: median(found.flowscope, 'peak'),
    allowed: 1.5 * table + median(found.few, 'peak') + 64e6,
    checkUnseen: median(found.unseen, 'seconds'),
    checkSeen: median(found.seen, 'seconds'),
  };
}

const results = [];
try {
  results.push(await measure('csv', Number(options.rows)));
  results.push(await measure('npy', Number(options['array-rows'])));
} finally {
  if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
}
console.log('| file | first loss, s | peer reads, s | ratio (target) | peak, MiB | allowed | check, unseen | seen |');
console.log('|---|---|---|---|---|---|---|---|');
for (const { source, bytes, firstLoss, peer: own, peak, allowed, checkUnseen, checkSeen } of results) {
  const target = source === 'csv' ? 1.3 : 2;
  const cells = [
    `${source}, ${(bytes / 1e6).toFixed(0)} MB`,
    firstLoss.toFixed(2),
    `${own.toFixed(2)} (${source === 'csv' ? 'pandas' : 'numpy'})`,
    `${(firstLoss / own).toFixed(2)} (${target})`,
    (peak / MIB).toFixed(0),
    (allowed / MIB).toFixed(0),
    checkUnseen.toFixed(2),
    checkSeen.toFixed(2),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
if (options.json !== undefined)
  await writeFile(options.json, `${JSON.stringify({ v: 1, repeats, results }, null, 2)}\n`);
