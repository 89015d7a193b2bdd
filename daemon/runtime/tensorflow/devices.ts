/** What TensorFlow.js computes with, and the packages that this takes. */
import type { TensorflowDevice } from '../../../protocol/backends.ts';

interface DeviceDefinition {
  /** The name that TensorFlow.js gives it. */
  readonly backend: 'tensorflow' | 'wasm' | 'cpu';
  /** For people. */
  readonly kind: string;
  /** Packages that are loaded in this order; the first has the operations. One of these lists is enough. */
  readonly packages: readonly (readonly string[])[];
  /** What users install for it. */
  readonly install: readonly string[];
  /** Whether its package is a native library with limits. */
  readonly native: boolean;
}

const CORE = '@tensorflow/tfjs-core';
const WHOLE = '@tensorflow/tfjs';
const WASM = '@tensorflow/tfjs-backend-wasm';
const NODE = '@tensorflow/tfjs-node';

// The core alone loads in a tenth of the time of the whole.
export const DEVICES: { readonly [D in TensorflowDevice]: DeviceDefinition } = {
  'node-gpu': {
    backend: 'tensorflow',
    kind: 'NVIDIA GPU with CUDA 11',
    packages: [[`${NODE}-gpu`]],
    install: [`${NODE}-gpu`],
    native: true,
  },
  node: { backend: 'tensorflow', kind: 'libtensorflow', packages: [[NODE]], install: [NODE], native: true },
  wasm: {
    backend: 'wasm',
    kind: 'WebAssembly',
    packages: [
      [CORE, WASM],
      [WHOLE, WASM],
    ],
    install: [WHOLE, WASM],
    native: false,
  },
  cpu: {
    backend: 'cpu',
    kind: 'plain JavaScript',
    packages: [[CORE, '@tensorflow/tfjs-backend-cpu'], [WHOLE]],
    install: [WHOLE],
    native: false,
  },
};
