/** ONNX Runtime writes a device id and a database of events unless it is told not to: no process of ours lets it. */
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowscope, PROGRAM } from './flowscope.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LIBRARY = 'daemon/runtime/onnxruntime/library.ts';
/** What every system's library may write to: the folders for caches and data, and the temporary one. */
const PLACES = ['HOME', 'USERPROFILE', 'LOCALAPPDATA', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'TMPDIR'];

/** The database and the device id; the log and the mark of a session, which have predictable names in the temporary folder. */
const TRACES = /microsoft|\.onnxruntime|telemetry|mat-debug|\.ses$/i;

let cwd: string;
let places: Record<string, string>;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-telemetry-'));
  places = Object.fromEntries(PLACES.map((name) => [name, join(cwd, name)]));
  for (const place of Object.values(places)) await mkdir(place);
  // Of so few rows that the baselines of an evaluation are fitted in a moment.
  const moons = readFileSync(join(ROOT, 'examples/two-moons.flow.json'), 'utf8');
  await writeFile(join(cwd, 'moons.flow.json'), moons.replace('"samples": 20000', '"samples": 1000'));
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
  expect(written.filter((path) => TRACES.test(path))).toEqual([]);
});

/** Why system calls cannot be watched in a separate network namespace, or null. */
function withoutNamespace(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  if (spawnSync('strace', ['-V']).status !== 0) return 'strace is not installed (npm run e2e:setup does it)';
  return spawnSync('unshare', ['-rn', 'strace', '-qq', 'true']).status === 0 ? null : 'the kernel permits no namespace';
}
const refused = withoutNamespace();

test.skipIf(refused !== null)(
  `no lookup, no connection, and no file elsewhere is attempted${refused === null ? '' : `: skipped, ${refused}`}`,
  async () => {
    const trace = join(cwd, 'calls');
    const script =
      '"$NODE" "$PROGRAM" train moons.flow.json --local --steps 20 --run-dir watched && "$NODE" "$PROGRAM" evaluate watched && "$NODE" "$PROGRAM" sample watched -n 9 -o watched.npy';
    const calls = 'trace=network,open,openat,creat,mkdir,mkdirat';
    // Without a network, a library cannot get further than to try.
    const { code, output } = await execute('unshare', [
      '-rn',
      'strace',
      '-f',
      '-qq',
      '-e',
      calls,
      '-o',
      trace,
      'sh',
      '-c',
      script,
    ]);
    expect([code, output]).toEqual([0, expect.stringContaining('Wrote')]);
    const lines = readFileSync(trace, 'utf8').split('\n');
    // The worker and the commands' own processes have loaded the library.
    expect(lines.filter((line) => /onnxruntime_binding\.node.*= \d/.test(line)).length).toBeGreaterThanOrEqual(3);
    expect(
      lines.filter((line) =>
        /AF_INET|AF_NETLINK|\b(connect|sendto|sendmsg|bind)\([^)]*AF_|resolv\.conf|nsswitch/.test(line),
      ),
    ).toEqual([]);
    const created = lines.filter(
      (line) => /O_CREAT|\bmkdir/.test(line) && !line.includes(cwd) && !line.includes('/dev/'),
    );
    expect(created.filter((line) => TRACES.test(line) || /"\/tmp\//.test(line))).toEqual([]);
    expect((await readdir(cwd, { recursive: true })).filter((path) => TRACES.test(path))).toEqual([]);
  },
  120_000,
);

function execute(program: string, args: readonly string[]) {
  // The cache of compiled code is one of the tests, in the checkout.
  const { NODE_COMPILE_CACHE: _cache, ...own } = process.env;
  const env = { ...own, ...places, ORT_DISABLE_TELEMETRY: '0', NODE: process.execPath, PROGRAM };
  return new Promise<{ readonly code: number; readonly output: string }>((resolve) => {
    execFile(program, args, { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr });
    });
  });
}

test('every built program that loads it says so before, also those that the extension copies', () => {
  const built = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  const loading = built.filter((name) =>
    /import\("onnxruntime-node"\)|from\s*"onnxruntime-node"/.test(readFileSync(join(ROOT, 'dist', name), 'utf8')),
  );
  expect(loading.length).toBeGreaterThan(0);
  for (const name of loading) {
    const text = readFileSync(join(ROOT, 'dist', name), 'utf8');
    expect([name, /from\s*"onnxruntime-node"/.test(text)]).toEqual([name, false]);
    const [said, loaded] = [text.search(/ORT_DISABLE_TELEMETRY\s*=\s*"1"/), text.indexOf('import("onnxruntime-node")')];
    expect([name, said >= 0 && said < loaded]).toEqual([name, true]);
  }
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
