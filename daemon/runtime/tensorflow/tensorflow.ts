import { defineRuntime } from '../definition.ts';

/** TensorFlow.js, if the user installed it beside Flowscope. Opening it shows whether it works. */
export const tensorflow = defineRuntime({
  name: 'tensorflow',
  explicit: true,
  // It interprets graphs op by op: far slower than what is always there.
  evaluatesWith: 'cpu',
  detect: async () => ({ available: true }),
  open: async (options) => (await import('./tensorflow-runtime.ts')).openTensorflow(options),
  report: async () => (await import('./tensorflow-report.ts')).reportTensorflow(),
});
