import type { Runtime } from '../../daemon/runtime/runtime.ts';

/** The runtime, with the time of the steps of each call. */
export interface TimedSteps {
  readonly runtime: Runtime;
  /** Milliseconds for a step, of the calls with more than one: the first one warms up. NaN: there was none. */
  perStep(): number;
}

export function timedSteps(own: Runtime): TimedSteps {
  let [milliseconds, count] = [0, 0];
  return {
    runtime: {
      ...own,
      async compileLoop(program, start) {
        const loop = await own.compileLoop(program, start);
        return {
          ...loop,
          async run(steps, feeds) {
            const began = performance.now();
            const result = await loop.run(steps, feeds);
            if (steps > 1) {
              milliseconds += performance.now() - began;
              count += steps;
            }
            return result;
          },
        };
      },
    },
    perStep: () => milliseconds / count,
  };
}
