/** The backends of the spec language, in the order in which `auto` tries them. The daemon reports which of them this version has. */
export const BACKENDS = ['cpu', 'webgpu', 'jax', 'cuda', 'tensorflow'] as const;
export type Backend = (typeof BACKENDS)[number];

/** Values of `backend` in a spec. */
export const BACKEND_CHOICES = ['auto', ...BACKENDS] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** Those that `daemon/info` lists. Clients refuse a name that they do not know, so the list does not grow: see `daemon/backends`. */
export const INFO_BACKENDS = ['cpu', 'webgpu', 'cuda', 'tensorflow'] as const satisfies readonly Backend[];

/** Those that this version can compute with: each has a runtime in the daemon's registry. */
export const AVAILABLE_BACKENDS = ['cpu', 'webgpu', 'jax', 'tensorflow'] as const satisfies readonly Backend[];
export type AvailableBackend = (typeof AVAILABLE_BACKENDS)[number];

/** How exact matrix products are on GPUs and TPUs, in JAX's words: `highest` is float32, `default` the fastest. */
export const MATMUL_PRECISIONS = ['highest', 'high', 'default'] as const;
export type MatmulPrecision = (typeof MATMUL_PRECISIONS)[number];

/** JAX: a platform and the number of the device, such as `cpu`, `gpu`, `gpu:1`, `tpu`. TensorFlow.js: one of its devices. */
export const DEVICE_PATTERN = /^[a-z]{1,16}(-[a-z]{1,16})?(:[0-9]{1,4})?$/;

/** What TensorFlow.js computes with, each by a package of its own, in the order in which they are looked for. */
export const TENSORFLOW_DEVICES = ['node-gpu', 'node', 'wasm', 'cpu'] as const;
export type TensorflowDevice = (typeof TENSORFLOW_DEVICES)[number];

/** Keys of a spec that say how its backend computes. */
export const ENGINE_KEYS = ['device', 'matmulPrecision'] as const;

/** The same of a request to train, which may also share the work among devices. */
export const REQUEST_KEYS = [...ENGINE_KEYS, 'devices'] as const;
export type RequestKey = (typeof REQUEST_KEYS)[number];

const KEYS_OF: { readonly [B in Backend]: readonly RequestKey[] } = {
  cpu: [],
  webgpu: [],
  jax: ['device', 'matmulPrecision', 'devices'],
  cuda: [],
  tensorflow: ['device'],
};

/** Those that mean something for this backend. */
export function requestKeysOf(backend: BackendChoice): readonly RequestKey[] {
  return KEYS_OF[expectedBackend(backend)];
}

/** The backends for which a key means something. */
export function backendsWith(key: RequestKey): readonly Backend[] {
  return BACKENDS.filter((backend) => KEYS_OF[backend].includes(key));
}

/** null: TensorFlow.js has no device of this name. */
export function tensorflowDevice(name: string): TensorflowDevice | null {
  return TENSORFLOW_DEVICES.find((device) => device === name) ?? null;
}

/** How many devices of a kind train: that many, or all that there are. */
export type DeviceCount = number | 'all';

/** null: no backend has this name. */
export function backendNamed(name: string): Backend | null {
  return BACKENDS.find((backend) => backend === name) ?? null;
}

export function isAvailable(backend: BackendChoice): boolean {
  return backend === 'auto' || (AVAILABLE_BACKENDS as readonly Backend[]).includes(backend);
}

/** Whether JAX gives access to what this backend names. */
export function throughJax(backend: BackendChoice): boolean {
  return backend === 'cuda';
}

/** What a run is expected to use before it begins; `auto` may choose another if that one does not load. */
export function expectedBackend(backend: BackendChoice): Backend {
  return backend === 'auto' ? BACKENDS.find(isAvailable)! : backend;
}
