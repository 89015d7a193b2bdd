import { expect, test } from 'vitest';
import { rankPlace } from './rank-place.ts';

test('a task of srun, of mpirun or one that is named knows its place', () => {
  const slurm = { SLURM_JOB_ID: '7', SLURM_PROCID: '1', SLURM_NTASKS: '2', SLURM_STEP_NUM_TASKS: '2' };
  const own = { rank: 1, ranks: 2, coordinator: null };
  expect(rankPlace({ ...slurm, SLURM_STEP_TASKS_PER_NODE: '1(x2)' })).toEqual({ ...own, alone: true });
  expect(rankPlace({ ...slurm, SLURM_STEP_TASKS_PER_NODE: '2' })).toEqual({ ...own, alone: false });
  // mpirun within a job of Slurm.
  const mpi = { OMPI_COMM_WORLD_RANK: '0', OMPI_COMM_WORLD_SIZE: '4', OMPI_COMM_WORLD_LOCAL_SIZE: '2' };
  expect(rankPlace({ ...slurm, ...mpi })).toEqual({ rank: 0, ranks: 4, coordinator: null, alone: false });
  const named = { FLOWSCOPE_RANK: '2', FLOWSCOPE_RANKS: '3', JAX_COORDINATOR_ADDRESS: 'n1:4000' };
  expect(rankPlace(named)).toEqual({ rank: 2, ranks: 3, coordinator: 'n1:4000', alone: false });
});

test('a process of its own has none: on a desk, in the script of a job, and as the only task', () => {
  expect(rankPlace({})).toBeNull();
  expect(rankPlace({ SLURM_JOB_ID: '7', SLURM_PROCID: '0', SLURM_NTASKS: '2' })).toBeNull();
  expect(rankPlace({ SLURM_PROCID: '0', SLURM_STEP_NUM_TASKS: '1' })).toBeNull();
  expect(rankPlace({ FLOWSCOPE_RANK: '3', FLOWSCOPE_RANKS: '3' })).toBeNull();
});
