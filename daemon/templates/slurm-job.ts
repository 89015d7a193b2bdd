/**
 * A job for Slurm that trains a spec on two machines.
 * @param name of the spec, NAME.flow.json in the folder from which the job is submitted: letters, digits, dots, dashes
 */
export function slurmJob(name: string): string {
  return `#!/bin/bash
# Trains ${name}.flow.json on two machines: sbatch ${name}.sbatch
# Submit it again to continue the run, also on fewer machines: sbatch --nodes=1 ${name}.sbatch
#SBATCH --job-name=${name}
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --time=04:00:00
#SBATCH --output=%x-%j.log
# Two minutes before the time is over, the run saves a checkpoint and ends.
#SBATCH --signal=TERM@120
# How to request GPUs depends on your cluster. To request one of each machine, remove one #:
##SBATCH --gpus-per-node=1

# Python with JAX, or the folder of its virtual environment, on a file system that all machines share.
PYTHON=\${PYTHON:-jax-venv}
RUN=runs/${name}

if [ -e "$RUN/run.json" ]; then
  WHAT=(--resume "$RUN")
else
  WHAT=(${name}.flow.json --run-dir "$RUN")
fi
# If a task ends, the others get 30 s to record why, and are then ended.
srun --wait=30 flowscope train "\${WHAT[@]}" --backend jax --devices all --python "$PYTHON" "$@"
`;
}
