/** The backends of the spec language, in the order in which they are listed. The daemon reports which of them this version has. */
export const BACKENDS = ['cpu', 'webgpu', 'cuda', 'tensorflow'] as const;
export type Backend = (typeof BACKENDS)[number];

/** Values of `backend` in a spec. */
export const BACKEND_CHOICES = ['auto', ...BACKENDS] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** Those that this version can compute with. */
export const AVAILABLE_BACKENDS: readonly Backend[] = ['cpu'];

export function isAvailable(backend: BackendChoice): boolean {
  return backend === 'auto' || AVAILABLE_BACKENDS.includes(backend);
}
