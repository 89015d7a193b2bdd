/** Errors of TensorFlow.js as users see them: what is wrong, and the command or the edit that fixes it. */
import type { TensorflowDevice } from '../../../protocol/backends.ts';
import { TENSORFLOW_DEVICES } from '../../../protocol/backends.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { DEVICES } from './devices.ts';
import { type InstalledPackage, npmOptions } from './packages.ts';

/** The last versions of the native packages (4.22) call a function that Node 23 removed. */
export const NEWEST_NODE = 22;
const OTHER_BACKEND = 'Or train with --backend cpu.';

/** @param from a file of Flowscope, beside which packages are looked for */
export function notInstalled(device: TensorflowDevice | null, from: string): FlowscopeError {
  if (device === null) {
    return new FlowscopeError('tensorflow-unavailable', 'TensorFlow.js is not installed beside Flowscope.', {
      hint: `Install it with: ${install('wasm', from)}. Packages elsewhere, such as in the folder of a spec, are not used. ${OTHER_BACKEND}`,
    });
  }
  return new FlowscopeError(
    'device-unavailable',
    `The device '${device}' of the backend 'tensorflow' is not installed beside Flowscope.`,
    { hint: `Install it with: ${install(device, from)}. ${OTHER_BACKEND}` },
  );
}

export function unknownDevice(name: string): FlowscopeError {
  return new FlowscopeError('device-unavailable', `The backend 'tensorflow' has no device '${name}'.`, {
    hint: `Its devices are ${TENSORFLOW_DEVICES.join(', ')}. For GPUs with current drivers, use --backend jax --device gpu.`,
    exitCode: 2,
  });
}

/** @param node the version of Node that runs Flowscope */
export function nodeTooNew({ name, version }: InstalledPackage, node: string, from: string): FlowscopeError {
  return new FlowscopeError(
    'tensorflow-unavailable',
    `${name} ${version} does not work with Node ${node}: it needs Node ${NEWEST_NODE} or older.`,
    {
      hint: `Run Flowscope with Node ${NEWEST_NODE} (in the editor: the setting flowscope.nodePath). Or use --device wasm, after: ${install('wasm', from)}. ${OTHER_BACKEND}`,
    },
  );
}

/** The package is there, and cannot be loaded or started. */
export function notLoaded({ name, version }: InstalledPackage, cause: unknown, from: string): FlowscopeError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const isBinaryMissing = /tfjs_binding\.node/.test(text);
  const why = isBinaryMissing
    ? 'its native library (tfjs_binding.node) is missing, so its download failed when it was installed'
    : firstLine(text);
  return new FlowscopeError('tensorflow-unavailable', `${name} ${version} cannot be loaded: ${why}.`, {
    hint: isBinaryMissing
      ? `Download it again with: npm rebuild ${npmOptions(from).replace('--no-save ', '')} ${name}. Or use --device wasm, after: ${install('wasm', from)}.`
      : `Install it again with: npm install ${npmOptions(from)} ${name}. ${OTHER_BACKEND}`,
    cause,
  });
}

export function noGpu({ name }: InstalledPackage): FlowscopeError {
  return new FlowscopeError('device-unavailable', `${name} finds no GPU that it can use.`, {
    hint: 'It needs an NVIDIA GPU with its driver, and CUDA 11.2 and cuDNN 8.1 on the library path (LD_LIBRARY_PATH). With newer CUDA versions, use --backend jax --device gpu. Or use --device node, wasm or cpu.',
  });
}

/** For an error in a step or a function. */
export function computationFailed(cause: unknown): FlowscopeError {
  const text = firstLine(cause instanceof Error ? cause.message : String(cause));
  if (/out of memory|allocation failed|memory access out of bounds|Cannot enlarge memory|OOM/i.test(text)) {
    return new FlowscopeError('out-of-memory', `TensorFlow.js ran out of memory: ${text}.`, {
      hint: 'Use a smaller batchSize, or set "recompute": true in training.',
      cause,
    });
  }
  return new FlowscopeError(
    'tensorflow-failed',
    `TensorFlow.js failed: ${text}. A run resumes from its last checkpoint, also with --backend cpu.`,
    { cause },
  );
}

function install(device: TensorflowDevice, from: string): string {
  return `npm install ${npmOptions(from)} ${DEVICES[device].install.join(' ')}`;
}

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n', 1);
  return line.trim().replace(/\.$/, '');
}
