/** ONNX Runtime writes a device id and a database of events unless it is told not to: no process of ours lets it. */
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowscope } from './flowscope.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LIBRARY = 'daemon/runtime/onnxruntime/library.ts';
/** What every system's library may write to: the folders for caches and data, and the temporary one. */
const PLACES = ['HOME', 'USERPROFILE', 'LOCALAPPDATA', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'TMPDIR'];

let cwd: string;
let places: Record<string, string>;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-telemetry-'));
  places = Object.fromEntries(PLACES.map((name) => [name, join(cwd, name)]));
  for (const place of Object.values(places)) await mkdir(place);
  await copyFile(join(ROOT, 'examples/two-moons.flow.json'), join(cwd, 'moons.flow.json'));
});

afterAll(() => rm(cwd, { recursive: true, force: true }));

test('training and what follows leave nothing of ONNX Runtime behind, whatever the user’s environment says', async () => {
  const environment = { ...places, ORT_DISABLE_TELEMETRY: '0' };
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await flowscope([...args, '--json'], { cwd, environment });
    expect([args[0], code], stdout + stderr).toEqual([args[0], 0]);
  };
  // A worker process, then the process of the command itself.
  await run('train', 'moons.flow.json', '--local', '--steps', '20', '--run-dir', 'run');
  await run('evaluate', 'run');
  await run('export', 'run', '--onnx', 'moons.onnx');
  const written = await readdir(cwd, { recursive: true });
  expect(written).toContain('moons.onnx');
  expect(written.filter((path) => /microsoft|\.onnxruntime|telemetry/i.test(path))).toEqual([]);
});

test('one file loads ONNX Runtime, and it says so before', () => {
  const loads =
    /^import (?!type\b)[^;]*'onnxruntime-node'|^export (?!type\b)[^;]*'onnxruntime-node'|(import|[rR]equire)\(\s*'onnxruntime-node'/m;
  const files = ['daemon', 'extension', 'protocol', 'webviews', 'scripts', 'bench', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.m?[jt]s$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  expect(files.filter((file) => loads.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([LIBRARY]);
});

test('a worker thread cannot load it: its environment is a copy that native code does not see', async () => {
  const worker = new Worker(`import(${JSON.stringify(join(ROOT, LIBRARY))})`, { eval: true });
  const error = await new Promise<Error>((resolve, reject) => {
    worker.on('error', resolve);
    worker.on('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  expect(error.message).toContain('main thread');
});
