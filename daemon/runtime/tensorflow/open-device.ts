/** Loads the packages of a device and makes TensorFlow.js compute with it. */
import type { TensorflowDevice } from '../../../protocol/backends.ts';
import { TENSORFLOW_DEVICES, tensorflowDevice } from '../../../protocol/backends.ts';
import type { RuntimeFacts } from '../runtime.ts';
import { DEVICES } from './devices.ts';
import { isLibrary, type Tf } from './library.ts';
import { type InstalledPackage, installedFor, load, ownFile } from './packages.ts';
import { NEWEST_NODE, nodeTooNew, noGpu, notInstalled, notLoaded, unknownDevice } from './tensorflow-errors.ts';

export interface OpenedDevice {
  readonly tf: Tf;
  readonly facts: RuntimeFacts;
}

/** What decides which packages there are and whether they work. */
export interface Surroundings {
  /** A file of Flowscope: packages are looked for beside it. */
  readonly from: string;
  /** Version of Node. */
  readonly node: string;
}

export function surroundings(): Surroundings {
  return { from: ownFile(), node: process.versions.node };
}

/** In the order in which one is chosen. */
export function installedDevices(from: string): readonly TensorflowDevice[] {
  return TENSORFLOW_DEVICES.filter((device) => installedFor(device, from) !== null);
}

/**
 * @param wanted as in `device` of a spec; null: the first that is installed. If that one does not work, this is an error:
 * another one may be a hundred times slower.
 * @throws FlowscopeError `tensorflow-unavailable` | `device-unavailable`
 */
export async function openDevice(
  wanted: string | null,
  { from, node }: Surroundings = surroundings(),
): Promise<OpenedDevice> {
  const named = wanted === null ? null : tensorflowDevice(wanted);
  if (wanted !== null && named === null) throw unknownDevice(wanted);
  const device = named ?? installedDevices(from)[0];
  const packages = device === undefined ? null : installedFor(device, from);
  if (device === undefined || packages === null) throw notInstalled(named, from);
  const { backend, kind, native } = DEVICES[device];
  const last = packages.at(-1)!;
  if (native && hasNodeLimit(last) && majorOf(node) > NEWEST_NODE) throw nodeTooNew(last, node, from);
  const tf = await started(packages, backend, from);
  if (device === 'node-gpu' && !usesGpu(tf.backend())) throw noGpu(last);
  const versions = Object.fromEntries(packages.map(({ name, version }) => [name.slice(SCOPE.length), version]));
  return { tf, facts: { device, deviceKind: kind, versions } };
}

const SCOPE = '@tensorflow/';

async function started(packages: readonly InstalledPackage[], backend: string, from: string): Promise<Tf> {
  let loading = packages[0]!;
  try {
    const loaded = packages.map((own) => {
      loading = own;
      return load(own, from);
    });
    const [tf] = loaded;
    if (!isLibrary(tf)) throw new Error('it does not have the operations of TensorFlow.js');
    // Without checks for NaN, and without the advice to install another package.
    tf.enableProdMode();
    if (!(await tf.setBackend(backend))) throw new Error(`its backend '${backend}' does not start`);
    await tf.ready();
    return tf;
  } catch (error) {
    throw notLoaded(loading, error, from);
  }
}

/** The limit is that of the versions up to 4.22, the last ones so far. */
function hasNodeLimit({ version }: InstalledPackage): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 4 || (major === 4 && minor <= 22);
}

function majorOf(node: string): number {
  return Number.parseInt(node, 10);
}

/** What tfjs-node-gpu says of the library that it loaded. Without a GPU, that one computes on the processor. */
function usesGpu(backend: object): boolean {
  return 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true;
}
