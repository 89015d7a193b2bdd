/** Which of several tasks of Slurm or MPI this process is. */
import type { RankPlace } from '../../runtime/definition.ts';
import { usageError } from '../usage-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a launcher tells its tasks. */
interface Launcher {
  readonly rank: string;
  readonly ranks: string;
  /** Whether the task is the only one on its machine. */
  alone(env: Variables): boolean;
}

const OWN = { rank: 'FLOWSCOPE_RANK', ranks: 'FLOWSCOPE_RANKS' } as const;

/** The first that has set both variables counts. Slurm sets those of a step only for tasks that `srun` starts. */
const LAUNCHERS: readonly Launcher[] = [
  // Scripts may start several tasks on a machine.
  { ...OWN, alone: () => false },
  {
    rank: 'OMPI_COMM_WORLD_RANK',
    ranks: 'OMPI_COMM_WORLD_SIZE',
    alone: (env) => env.OMPI_COMM_WORLD_LOCAL_SIZE === '1',
  },
  {
    rank: 'SLURM_PROCID',
    ranks: 'SLURM_STEP_NUM_TASKS',
    // For two machines with one task each: 1(x2).
    alone: (env) => /^1(\(x\d+\))?$/.test(env.SLURM_STEP_TASKS_PER_NODE ?? ''),
  },
  { rank: 'PMI_RANK', ranks: 'PMI_SIZE', alone: (env) => env.MPI_LOCALNRANKS === '1' },
];

/**
 * null: the process is the only one.
 * @throws FlowscopeError `usage` (exit 2) if the variables that users set themselves make no place
 */
export function rankPlace(env: Variables): RankPlace | null {
  checkOwn(env);
  const launcher = LAUNCHERS.find(({ rank, ranks }) => env[rank] !== undefined && env[ranks] !== undefined);
  if (launcher === undefined) return null;
  const [rank, ranks] = [Number(env[launcher.rank]), Number(env[launcher.ranks])];
  if (!Number.isInteger(rank) || !(ranks > 1) || rank < 0 || rank >= ranks) return null;
  return { rank, ranks, coordinator: env.JAX_COORDINATOR_ADDRESS ?? null, alone: launcher.alone(env) };
}

/** A wrong place would train every task by itself. */
function checkOwn({ [OWN.rank]: rank, [OWN.ranks]: ranks }: Variables): void {
  if (rank === undefined && ranks === undefined) return;
  if (!rank || !ranks) {
    const [set, other] = rank ? [OWN.rank, OWN.ranks] : [OWN.ranks, OWN.rank];
    throw usageError(`${set} is set, but ${other} is not`, 'Set both, or neither.');
  }
  if (!/^[1-9]\d{0,5}$/.test(ranks)) {
    throw usageError(`${OWN.ranks} is '${ranks}'`, `Set ${OWN.ranks} to the number of tasks.`);
  }
  if (/^\d{1,6}$/.test(rank) && Number(rank) < Number(ranks)) return;
  throw usageError(
    `${OWN.rank} is '${rank}', but ${OWN.ranks} is ${ranks}: ranks are numbered from 0`,
    `Set ${OWN.rank} to 0 … ${Number(ranks) - 1}, a different number for each task.`,
  );
}
