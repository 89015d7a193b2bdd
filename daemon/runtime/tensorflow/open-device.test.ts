/** Which packages are found and what is said of them. The native ones are stand-ins: their libraries are not downloaded. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { installedReport } from './installed-report.ts';
import { installedDevices, openDevice } from './open-device.ts';
import { npmOptions } from './packages.ts';
import { computationFailed } from './tensorflow-errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-tfjs-'));
afterAll(async () => {
  // Other tests share the process.
  await openDevice('cpu');
  rmSync(folder, { recursive: true, force: true });
});

const CORE = JSON.stringify(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'));
const CPU = JSON.stringify(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-cpu'));
/** As a native package: the operations, with a backend that says whether it has a GPU. */
const native = (gpu: boolean) => `
  const tf = require(${CORE});
  const { MathBackendCPU } = require(${CPU});
  if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
  tf.registerBackend('tensorflow', () => Object.assign(new MathBackendCPU(), { isUsingGpuDevice: ${gpu} }));
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    if (!tf.getKernel(kernel.kernelName, 'tensorflow')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
  }
  module.exports = tf;
`;
const CORE_PACKAGE = { name: 'tfjs-core', code: `module.exports = require(${CORE});` };
const CPU_PACKAGE = { name: 'tfjs-backend-cpu', code: `require(${CPU});` };

interface FakePackage {
  readonly name: string;
  readonly code: string;
  readonly version?: string;
}

let installations = 0;

/** A folder of Flowscope with packages beside it. */
function installation(...packages: readonly FakePackage[]): string {
  const root = join(folder, `flowscope ${installations++}`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{ "name": "flowscope" }');
  for (const { name, code, version = '4.22.0' } of packages) {
    const own = join(root, 'node_modules', '@tensorflow', name);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), JSON.stringify({ name, version }));
    writeFileSync(join(own, 'index.js'), code);
  }
  return join(root, 'dist', 'worker.js');
}

const opened = (from: string, device: string | null = null, node = '22.20.0') => openDevice(device, { from, node });
const error = (from: string, device: string | null = null, node = '22.20.0') =>
  opened(from, device, node).then(
    () => null,
    (thrown: unknown) => thrown,
  );

test('the first device whose packages are installed is opened, or the one that is named', async () => {
  const from = installation({ name: 'tfjs-node', code: native(false) }, CORE_PACKAGE, CPU_PACKAGE);
  expect(installedDevices(from)).toEqual(['node', 'cpu']);
  const first = await opened(from);
  expect(first.facts).toEqual({ device: 'node', deviceKind: 'libtensorflow', versions: { 'tfjs-node': '4.22.0' } });
  expect(first.tf.getBackend()).toBe('tensorflow');
  const { facts, tf } = await opened(from, 'cpu');
  expect(facts).toMatchObject({ device: 'cpu', versions: { 'tfjs-core': '4.22.0', 'tfjs-backend-cpu': '4.22.0' } });
  expect(tf.getBackend()).toBe('cpu');
  // The whole in one package, as pnpm installs it: the core is not beside it.
  const whole = installation({ name: 'tfjs', code: `require(${CPU}); module.exports = require(${CORE});` });
  expect((await opened(whole)).facts).toMatchObject({ device: 'cpu', versions: { tfjs: '4.22.0' } });
});

test('what is missing is named with the command that installs it beside Flowscope', async () => {
  const from = installation();
  const root = join(from, '..', '..');
  const prefix = `npm install --no-save --prefix ${JSON.stringify(root)}`;
  expect(await error(from)).toMatchObject({
    code: 'tensorflow-unavailable',
    message: 'TensorFlow.js is not installed beside Flowscope.',
    hint: expect.stringContaining(`${prefix} @tensorflow/tfjs @tensorflow/tfjs-backend-wasm. Packages elsewhere`),
  });
  const gpu = await error(installation(CORE_PACKAGE, CPU_PACKAGE), 'node-gpu');
  expect(gpu).toMatchObject({
    code: 'device-unavailable',
    message: "The device 'node-gpu' of the backend 'tensorflow' is not installed beside Flowscope.",
    hint: expect.stringMatching(/npm install .* @tensorflow\/tfjs-node-gpu\. /),
  });
  expect(await error(from, 'gpu')).toMatchObject({
    code: 'device-unavailable',
    message: "The backend 'tensorflow' has no device 'gpu'.",
    hint: expect.stringContaining('node-gpu, node, wasm, cpu'),
  });
});

test('packages of the folder of a spec are not looked for', async () => {
  const other = installation(CORE_PACKAGE, CPU_PACKAGE);
  const before = process.cwd();
  process.chdir(join(other, '..', '..'));
  try {
    expect(await error(installation())).toMatchObject({ code: 'tensorflow-unavailable' });
  } finally {
    process.chdir(before);
  }
});

test('a native package with a Node that it does not work with is not loaded, and nothing else is used', async () => {
  const packages = [{ name: 'tfjs-node', code: 'process.exit(3);' }, CORE_PACKAGE, CPU_PACKAGE];
  expect(await error(installation(...packages), null, '24.3.0')).toMatchObject({
    code: 'tensorflow-unavailable',
    message: '@tensorflow/tfjs-node 4.22.0 does not work with Node 24.3.0: it needs Node 22 or older.',
    hint: expect.stringMatching(/flowscope\.nodePath.*--device wasm, after: npm install/),
  });
  expect((await opened(installation(...packages), 'cpu', '24.3.0')).facts.device).toBe('cpu');
  // A later version may work.
  const later = installation({ name: 'tfjs-node', code: native(false), version: '4.23.0' });
  expect((await opened(later, null, '24.3.0')).facts.device).toBe('node');
});

test('a GPU package without a GPU is an error that names CUDA, and with one it is used', async () => {
  expect(await error(installation({ name: 'tfjs-node-gpu', code: native(false) }))).toMatchObject({
    code: 'device-unavailable',
    message: '@tensorflow/tfjs-node-gpu finds no GPU that it can use.',
    hint: expect.stringMatching(/CUDA 11\.2 and cuDNN 8\.1.*--backend jax --device gpu/),
  });
  const { facts } = await opened(installation({ name: 'tfjs-node-gpu', code: native(true) }));
  expect(facts.device).toBe('node-gpu');
});

test('a package that cannot be loaded says why and how to get it', async () => {
  const message = `The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \\nPlease run …`;
  const missing = installation({ name: 'tfjs-node', code: `throw new Error('${message}');` });
  expect(await error(missing)).toMatchObject({
    code: 'tensorflow-unavailable',
    message: expect.stringMatching(/tfjs-node 4\.22\.0 cannot be loaded: its native library .* is missing/),
    hint: expect.stringMatching(/^Download it again with: npm rebuild --prefix ".*" @tensorflow\/tfjs-node\. /),
  });
  const broken = installation({ name: 'tfjs-node', code: `throw new Error('no glibc.\\nmore');` });
  expect(await error(broken)).toMatchObject({ message: expect.stringMatching(/cannot be loaded: no glibc\.$/) });
  const other = installation({ name: 'tfjs', code: 'module.exports = {};' });
  expect(await error(other)).toMatchObject({ message: expect.stringContaining('does not have the operations') });
  const silent = installation(CORE_PACKAGE, { name: 'tfjs-backend-wasm', code: '' });
  expect(await error(silent)).toMatchObject({ message: expect.stringContaining('tfjs-backend-wasm 4.22.0 cannot be') });
});

test('the report lists the devices that work, and what is wrong with the one that would be used', async () => {
  const node = { name: 'tfjs-node', code: native(false) };
  const from = installation(node, CORE_PACKAGE, CPU_PACKAGE);
  const cpu = { name: 'cpu', kind: 'plain JavaScript', memory: null };
  expect(await installedReport({ from, node: '22.0.0' })).toEqual({
    ...{ reason: null, fix: null },
    versions: { 'tfjs-node': '4.22.0', 'tfjs-core': '4.22.0', 'tfjs-backend-cpu': '4.22.0' },
    devices: [{ name: 'node', kind: 'libtensorflow', memory: null }, cpu],
  });
  expect(await installedReport({ from, node: '24.0.0' })).toMatchObject({
    reason: expect.stringContaining('it needs Node 22 or older'),
    fix: expect.stringContaining('flowscope.nodePath'),
    devices: [cpu],
  });
  expect(await installedReport({ from: installation(), node: '24.0.0' })).toMatchObject({
    reason: 'TensorFlow.js is not installed beside Flowscope.',
    devices: [],
  });
});

test('npm installs in the project or among the global packages that Flowscope is one of, else in its own folder', () => {
  const project = join(folder, 'project');
  const own = join(project, 'node_modules', 'flowscope');
  cpSync(join(installation(), '..', '..'), own, { recursive: true });
  const file = join(own, 'dist', 'worker.js');
  expect(npmOptions(file)).toBe('--global');
  writeFileSync(join(project, 'package.json'), '{}');
  expect(npmOptions(file)).toBe(`--prefix ${project}`);
});

test('an error of a step says what to do', () => {
  expect(computationFailed(new RangeError('Array buffer allocation failed'))).toMatchObject({
    code: 'out-of-memory',
    hint: expect.stringContaining('batchSize'),
  });
  expect(computationFailed(new Error('odd.\nmore'))).toMatchObject({
    code: 'tensorflow-failed',
    message: 'TensorFlow.js failed: odd. A run resumes from its last checkpoint, also with --backend cpu.',
  });
});
