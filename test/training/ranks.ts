/** The built command as several tasks that train one run with JAX, one of which is killed, and the Slurm example of the docs. */
import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { flowscope, type Outcome, PROGRAM } from '../cli/flowscope.ts';

const LOOPBACK = fileURLToPath(new URL('../../scripts/cluster/loopback-slurm.sh', import.meta.url));
const JAX = ['--backend', 'jax', '--device', 'cpu', '--local', '--json'];

/** Two moons, with a checkpoint every 20 steps. */
export const MOONS = {
  name: 'moons',
  data: { source: 'two-moons', samples: 2000, evaluationSamples: 2000 },
  layers: [
    {
      type: 'repeat',
      times: 4,
      layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [32] } }, { type: 'actnorm' }],
    },
  ],
  training: { steps: 3000, batchSize: 101, seed: 1, checkpoint: { every: 20 } },
};

export interface KilledRank {
  /** The last line of the first rank, of the tasks that one of which was killed. */
  readonly failed: Readonly<Record<string, unknown>>;
  /** Seconds from the kill until the first rank had ended. */
  readonly seconds: number;
  /** The status of the first rank. */
  readonly code: number | null;
  /** The last line of the run that one task resumed, and of one that nobody killed. */
  readonly resumed: Readonly<Record<string, unknown>>;
  readonly whole: Readonly<Record<string, unknown>>;
  /** What was in the folder of the spec, and in that of the runs, when the tasks had ended. */
  readonly files: readonly string[];
}

/** Two tasks train `MOONS`; the second one is killed after a checkpoint, and one task resumes the run. */
export async function killedRank(cwd: string, python: string): Promise<KilledRank> {
  await writeFile(join(cwd, 'moons.flow.json'), JSON.stringify(MOONS));
  const train = ['train', 'moons.flow.json', ...JAX, '--python', python];
  const whole = await flowscope([...train, '--run-dir', 'whole', '--devices', '1'], { cwd });
  let [killed, ended] = [0, 0];
  const second = Promise.withResolvers<number>();
  const tasks = [0, 1].map((rank) =>
    flowscope([...train, '--run-dir', 'shared', '--devices', 'all'], {
      cwd,
      detached: true,
      environment: slurmVariables(rank, 2),
      meanwhile(child) {
        if (rank === 1) return second.resolve(child.pid!);
        child.stdout.on('data', async (text: string) => {
          if (killed > 0 || !text.includes('"checkpoint"')) return;
          killed = performance.now();
          // The command and its worker: as if the machine were gone.
          process.kill(-(await second.promise), 'SIGKILL');
        });
        child.on('exit', () => {
          ended = performance.now();
        });
      },
    }),
  );
  const [first] = (await Promise.all(tasks)) as [Outcome, Outcome];
  const files = [...(await readdir(cwd)), ...(await readdir(join(cwd, 'shared')))];
  const resumed = await flowscope(['train', '--resume', 'shared', ...JAX, '--python', python, '--devices', 'all'], {
    cwd,
  });
  return {
    failed: lastLine(first),
    seconds: (ended - killed) / 1000,
    code: first.code,
    resumed: lastLine(resumed),
    whole: lastLine(whole),
    files,
  };
}

/** As `srun` sets them, on one machine. */
export function slurmVariables(rank: number, tasks: number): Record<string, string> {
  return {
    SLURM_JOB_ID: String(process.pid),
    SLURM_PROCID: String(rank),
    SLURM_LOCALID: String(rank),
    SLURM_NTASKS: String(tasks),
    SLURM_STEP_NUM_TASKS: String(tasks),
    SLURM_STEP_TASKS_PER_NODE: String(tasks),
    SLURM_STEP_NODELIST: '127.0.0.1',
  };
}

/** Which programs of Slurm are missing here, or why nodes cannot be named; null: `slurmExample` can run. */
export function withoutSlurm(): string | null {
  for (const name of ['slurmctld', 'slurmd', 'munged', 'srun']) {
    try {
      execFileSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${name}`], { stdio: 'ignore' });
    } catch {
      return `${name} is missing`;
    }
  }
  return process.getuid?.() === 0 ? null : 'only root can name the nodes n1 and n2';
}

export interface SlurmExample {
  /** What the job on two nodes printed, whose second task was killed, and the same job on one node. */
  readonly first: string;
  readonly second: string;
}

/** Submits the first job, kills its second task after a checkpoint, and submits the job again, on one node. */
const BOTH = `
sbatch --output=first.log moons.sbatch --device cpu
until [ -n "$(ls -d runs/moons/checkpoints/* 2>/dev/null)" ] || [ -z "$(squeue --noheader)" ]; do sleep 0.2; done
for process in /proc/[0-9]*; do
  if grep -qsz '^SLURM_PROCID=1$' $process/environ && grep -qsz "^SLURM_CONF=$SLURM_CONF$" $process/environ; then
    kill -9 \${process#/proc/}
  fi
done
while [ -n "$(squeue --noheader)" ]; do sleep 0.2; done
sbatch --wait --nodes=1 --output=second.log moons.sbatch --device cpu
`;

/** Writes the job with `init --slurm`, and runs it in a cluster of two nodes on this machine. */
export async function slurmExample(cwd: string, python: string): Promise<SlurmExample> {
  await writeFile(join(cwd, 'moons.flow.json'), JSON.stringify(MOONS));
  await flowscope(['init', 'moons', '--slurm'], { cwd });
  const programs = join(cwd, 'bin');
  await mkdir(programs);
  await writeFile(join(programs, 'flowscope'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  await chmod(join(programs, 'flowscope'), 0o755);
  const env = { ...process.env, HOME: cwd, PYTHON: python, PATH: `${programs}:${process.env.PATH}` };
  await promisify(execFile)('bash', [LOOPBACK, 'bash', '-c', BOTH], { cwd, env });
  const [first, second] = await Promise.all(
    ['first.log', 'second.log'].map((name) => readFile(join(cwd, name), 'utf8')),
  );
  return { first: first!, second: second! };
}

function lastLine(outcome: Outcome): Readonly<Record<string, unknown>> {
  const last = outcome.lines().at(-1);
  if (last === undefined) throw new Error(`nothing was printed: ${outcome.stderr}`);
  return last;
}
