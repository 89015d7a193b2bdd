/** The backends of the spec language, in the order in which `auto` tries them. The daemon reports which of them this version has. */
export const BACKENDS = ['cpu', 'webgpu', 'cuda', 'tensorflow'] as const;
export type Backend = (typeof BACKENDS)[number];

/** Values of `backend` in a spec. */
export const BACKEND_CHOICES = ['auto', ...BACKENDS] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** Those that this version can compute with: each has a runtime in the daemon's registry. */
export const AVAILABLE_BACKENDS = ['cpu'] as const satisfies readonly Backend[];
export type AvailableBackend = (typeof AVAILABLE_BACKENDS)[number];

/** null: no backend has this name. */
export function backendNamed(name: string): Backend | null {
  return BACKENDS.find((backend) => backend === name) ?? null;
}

export function isAvailable(backend: BackendChoice): boolean {
  return backend === 'auto' || (AVAILABLE_BACKENDS as readonly Backend[]).includes(backend);
}

/** What a run is expected to use before it begins; `auto` may choose another if that one does not load. */
export function expectedBackend(backend: BackendChoice): Backend {
  return backend === 'auto' ? BACKENDS.find(isAvailable)! : backend;
}
