"""Several processes that compute together, found by JAX: the tasks of Slurm or MPI, or those that are named."""

import os

import jax
import numpy as np

# Bytes of what the first process announces.
LONGEST = 4096


def join(ranks):
    """Waits for the others. What is None is found by JAX, from what Slurm or MPI say."""
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    given = {
        "coordinator_address": ranks["coordinator"],
        "num_processes": ranks["ranks"] if ranks["coordinator"] else None,
        "process_id": ranks["rank"] if ranks["coordinator"] else None,
    }
    jax.distributed.initialize(**{name: value for name, value in given.items() if value is not None})
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", os.environ.get("ROCR_VISIBLE_DEVICES", ""))
    if ranks["alone"] or len([name for name in visible.split(",") if name]) == 1:
        # JAX gives each task the card with its number on the machine. This task has the machine for itself, or sees
        # nothing but its own card.
        jax.config.update("jax_cuda_visible_devices", "all")
        jax.config.update("jax_rocm_visible_devices", "all")


def announced(place, text):
    """The text of the first process, for all of them."""
    data = np.zeros(LONGEST, np.int32)
    own = np.frombuffer((text or "").encode(), np.uint8)
    data[: len(own)] = own
    (common,) = place.common([data])
    return bytes(place.read(common).astype(np.uint8)).rstrip(b"\0").decode()
