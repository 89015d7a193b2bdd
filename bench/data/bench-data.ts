/**
 * `npm run bench data`: the time until training on a large file has its first loss, and the peak memory, beside the time in which
 * pandas and numpy read the file. Needs Linux (/proc) and a Python with pandas, pyarrow and numpy.
 *
 *   npm run bench data -- [--python PATH] [--rows 1000000] [--array-rows 10000000] [--formats csv,parquet,arrow,npy,npz]
 *     [--repeats 3] [--folder DIR] [--json FILE]
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
import { type FileFormat, FORMATS, formatNamed } from './formats.ts';
import { type Watched, watchCommand } from './watch-command.ts';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rows: { type: 'string', default: '1000000' },
    'array-rows': { type: 'string', default: '10000000' },
    formats: { type: 'string', default: FORMATS.map(({ ending }) => ending).join(',') },
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

async function runPeer(...args: readonly string[]): Promise<string> {
  const command = [pathOfPeer('data_peer.py'), ...args];
  return (await promisify(execFile)(options.python, command, { env: peerEnvironment({}) })).stdout;
}

async function peer(kind: string, path: string): Promise<Watched> {
  return peerSchema.parse(JSON.parse(await runPeer(kind, path)));
}

/** Writes a file again in the format of the other one's ending. */
async function convert(from: string, to: string): Promise<void> {
  await runPeer('convert', from, to);
}

async function specOf({ source }: FileFormat, file: string): Promise<string> {
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

async function measure(format: FileFormat, rows: number) {
  const { ending } = format;
  const [file, few] = [`large.${ending}`, `few.${ending}`];
  if (!existsSync(join(folder, file))) await format.write(join(folder, file), rows, convert);
  await format.write(join(folder, few), FEW, convert);
  const [spec, small] = [await specOf(format, file), await specOf(format, few)];
  const found: Record<'flowscope' | 'few' | 'peer' | 'unseen' | 'seen', Watched[]> = {
    ...{ flowscope: [], few: [], peer: [], unseen: [], seen: [] },
  };
  for (let repeat = 0; repeat < repeats; repeat++) {
    process.stderr.write(`${ending} ${repeat + 1}/${repeats}\n`);
    found.peer.push(await peer(ending, join(folder, file)));
    found.few.push(await train(small));
    await rm(home, { recursive: true, force: true });
    found.unseen.push(await check(spec));
    found.flowscope.push(await train(spec));
    found.seen.push(await check(spec));
  }
  const table = rows * 10 * Float32Array.BYTES_PER_ELEMENT;
  return {
    source: ending,
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
  for (const ending of options.formats.split(',')) {
    const format = formatNamed(ending);
    results.push(await measure(format, Number(options[format.source === 'npy' ? 'array-rows' : 'rows'])));
  }
} finally {
  if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
}
console.log('| file | first loss, s | peer reads, s | ratio (target) | peak, MiB | allowed | check, unseen | seen |');
console.log('|---|---|---|---|---|---|---|---|');
for (const { source, bytes, firstLoss, peer: own, peak, allowed, checkUnseen, checkSeen } of results) {
  const { peer: name, target } = formatNamed(source);
  const cells = [
    `${source}, ${(bytes / 1e6).toFixed(0)} MB`,
    firstLoss.toFixed(2),
    `${own.toFixed(2)} (${name})`,
    `${(firstLoss / own).toFixed(2)}${target === null ? '' : ` (${target})`}`,
    (peak / MIB).toFixed(0),
    (allowed / MIB).toFixed(0),
    checkUnseen.toFixed(2),
    checkSeen.toFixed(2),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
if (options.json !== undefined)
  await writeFile(options.json, `${JSON.stringify({ v: 1, repeats, results }, null, 2)}\n`);
