/**
 * A process that trains a spec with the backend that it names, as a worker does, and stops at the first checkpoint. It
 * writes how that ended, and how many tensors of the device it disposed of, as JSON.
 * Arguments: the spec, the run directory.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FinalEvent } from '../../../protocol/train-events.ts';
import { Tensor } from '../../runtime/onnxruntime/library.ts';
import { openRuntime } from '../../runtime/registry.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { controlSource } from '../control.ts';
import { runTraining } from '../run-training.ts';

export interface WebgpuAnswer {
  readonly final: FinalEvent;
  /** Tensors that were on the device. */
  readonly disposed: number;
}

const [specPath, runDir] = process.argv.slice(2) as [string, string];
const specText = await readFile(specPath, 'utf8');
const { plan, diagnostics } = await checkSpec(specText, { folder: dirname(specPath), trusted: true, fileStem: 'spec' });
if (!plan) throw new Error(JSON.stringify(diagnostics));

let disposed = 0;
const dispose = Tensor.prototype.dispose;
Tensor.prototype.dispose = function (this: InstanceType<typeof Tensor>) {
  if (this.location === 'gpu-buffer') disposed++;
  dispose.call(this);
};

const control = controlSource();
const final = await runTraining({
  job: { kind: 'new', plan, specPath, specText, runDir, threads: 1, trusted: true },
  openRuntime: (backend) => openRuntime(backend, { threads: 1 }),
  versions: {},
  control,
  listener: ({ event }) => {
    if (event === 'checkpoint') control.request('stop');
  },
});
const answer: WebgpuAnswer = { final, disposed };
process.stdout.write(JSON.stringify(answer));
