/**
 * Meets a real limit of the operating system: writes a small checkpoint, then one that does not fit, then reads. Prints one
 * JSON line. Arguments: run directory, megabytes of the large checkpoint.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { readNewest } from '../../daemon/runs/checkpoints/checkpoint-reader.ts';
import { openCheckpointStore } from '../../daemon/runs/checkpoints/checkpoint-store.ts';
import { openMetricsLog } from '../../daemon/runs/logs/metrics-log.ts';

const [directory, megabytes] = process.argv.slice(2) as [string, string];
const folder = join(directory, 'checkpoints');
const store = await openCheckpointStore(folder, { keep: 1 });
const log = openMetricsLog(join(directory, 'metrics.jsonl'));
const content = (step: number, floats: number) => ({
  step,
  tensors: new Map([['parameters/w', { shape: [floats], data: new Float32Array(floats).fill(step) }]]),
  state: { step },
  best: false,
});
await store.write(content(1, 1000));
const code = await store
  .write(content(2, (Number(megabytes) * 2 ** 20) / 4))
  .then(() => 'written')
  .catch((error: unknown) => (error instanceof FlowscopeError ? error.code : String(error)));
log.append('paused', 1, { reason: 'disk-full' });
log.sync();
const { checkpoint, skipped } = await readNewest(folder);
const next = await store.write(content(3, 1000));
process.stdout.write(
  `${JSON.stringify({ code, survivor: checkpoint?.step, skipped, next: next.step, names: readdirSync(folder).sort() })}\n`,
);
