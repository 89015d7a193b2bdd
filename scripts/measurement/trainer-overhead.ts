/** What the training loop costs beside the compiled steps that it calls. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuRuntime } from '../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import type { Runtime } from '../../daemon/runtime/runtime.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import { controlSource } from '../../daemon/training/control.ts';
import { runTraining } from '../../daemon/training/run-training.ts';

const SPEC = 'examples/two-moons.flow.json';
const STEPS = 3000;

/** Time outside of the compiled loop over time inside of it, from the first step to the last. */
export async function trainerOverhead(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-overhead-'));
  const watch = { inside: 0, began: 0, ended: 0 };
  try {
    const specText = await readFile(SPEC, 'utf8');
    const { plan } = await checkSpec(specText, { folder, trusted: true, fileStem: 'two-moons' });
    // No validation and no checkpoint between the first step and the last.
    const training = {
      ...plan!.training,
      steps: STEPS,
      validation: { every: STEPS, samples: 100 },
      checkpoint: { ...plan!.training.checkpoint, every: STEPS, seconds: 3600, keep: 1 },
    };
    await runTraining({
      job: {
        kind: 'new',
        plan: { ...plan!, training },
        specPath: join(folder, 'two-moons.flow.json'),
        specText,
        runDir: join(folder, 'run'),
        threads: 1,
        trusted: true,
      },
      openRuntime: async () => timed(cpuRuntime({ threads: 1 }), watch),
      versions: {},
      control: controlSource(),
      listener: (event) => JSON.stringify(event),
    });
    return (watch.ended - watch.began) / watch.inside - 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function timed(runtime: Runtime, watch: { inside: number; began: number; ended: number }): Runtime {
  return {
    ...runtime,
    async compileLoop(program, start) {
      const loop = await runtime.compileLoop(program, start);
      return {
        ...loop,
        async run(steps, feeds) {
          const started = performance.now();
          watch.began ||= started;
          const result = await loop.run(steps, feeds);
          watch.ended = performance.now();
          watch.inside += watch.ended - started;
          return result;
        },
      };
    },
  };
}
