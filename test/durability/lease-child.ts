/** Takes the lease of a run, says so, and holds it until it is killed. Argument: run directory. */
import { acquireLease } from '../../daemon/runs/lease/lease.ts';

const directory = process.argv[2]!;
try {
  const lease = await acquireLease(directory);
  process.stdout.write(`held ${lease.owner.pid}\n`);
  setInterval(() => undefined, 1000);
} catch (error) {
  process.stdout.write(`refused ${error instanceof Error ? error.message : String(error)}\n`);
}
