import { defineRuntime } from '../definition.ts';

/** JAX in the user's own Python: processors, CUDA, ROCm and TPUs. Starting Python shows whether it works. */
export const jax = defineRuntime({
  name: 'jax',
  explicit: true,
  // Each program takes seconds to compile, and inspection has many.
  evaluatesWith: 'cpu',
  detect: async () => ({ available: true }),
  open: async (options) => (await import('./jax-runtime.ts')).openJax(options),
  accelerators: async (options) => (await import('./jax-report.ts')).acceleratorsOfJax(options),
  report: async (options) => (await import('./jax-report.ts')).reportJax(options),
});
