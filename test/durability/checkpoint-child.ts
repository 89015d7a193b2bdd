/**
 * A trainer reduced to its checkpoints: writes one after the other until it is killed, and prints an acknowledgement
 * (`ack STEP SHA256`) after each. Arguments: directory, writer, megabytes per checkpoint.
 */
import { writeSync } from 'node:fs';
import { readNewest } from '../../daemon/runs/checkpoints/checkpoint-reader.ts';
import { openCheckpointStore } from '../../daemon/runs/checkpoints/checkpoint-store.ts';
import { nodeFileSystem } from '../../daemon/runs/file-system.ts';
import { plainFileSystem } from './faulty-file-system.ts';

const [directory, writer, megabytes] = process.argv.slice(2) as [string, string, string];
const files = writer === 'plain' ? plainFileSystem : nodeFileSystem;
const store = await openCheckpointStore(directory, { keep: 2, files });
const { checkpoint } = await readNewest(directory, { keep: () => false });
const weights = new Float32Array((Number(megabytes) * 2 ** 20) / 4);
// Every third step is saved twice with different content, as by a stop right after a resume.
for (let step = (checkpoint?.step ?? 0) + 1; ; step++) {
  for (let version = 0; version < (step % 3 === 0 ? 2 : 1); version++) {
    weights.fill(step + version / 2);
    const { sha256 } = await store.write({
      step,
      tensors: new Map([['parameters/weights', { shape: [weights.length], data: weights }]]),
      state: { step, version },
      best: step % 5 === 0,
    });
    // Synchronous: what the parent reads was printed after the acknowledgement, whatever happens next.
    writeSync(1, `ack ${step} ${sha256}\n`);
  }
}
