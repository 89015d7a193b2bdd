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
  expect(rankPlace({ FLOWSCOPE_RANK: '0', FLOWSCOPE_RANKS: '1' })).toBeNull();
});

test('a place that does not exist is an error: the task would train by itself', () => {
  const failed = (rank: string | undefined, ranks: string | undefined) => () =>
    rankPlace({ FLOWSCOPE_RANK: rank, FLOWSCOPE_RANKS: ranks });
  expect(failed('2', '2')).toThrow("FLOWSCOPE_RANK is '2', but FLOWSCOPE_RANKS is 2: ranks are numbered from 0");
  for (const rank of ['x', '-1', '1.5']) expect(failed(rank, '2')).toThrow('ranks are numbered from 0');
  for (const ranks of ['0', 'many']) expect(failed('0', ranks)).toThrow(`FLOWSCOPE_RANKS is '${ranks}'`);
  for (const none of ['', undefined]) {
    expect(failed('0', none)).toThrow('FLOWSCOPE_RANK is set, but FLOWSCOPE_RANKS is not');
    expect(failed(none, '2')).toThrow('FLOWSCOPE_RANKS is set, but FLOWSCOPE_RANK is not');
  }
});
