"""Where a program runs: on one device, or on several that share the batches of its steps."""

import jax
import jax.numpy as jnp
import numpy as np

# Of the mesh: the devices in the order of their parts of a batch.
AXIS = "batch"


class OneDevice:
    count = 1

    def put(self, value, shared=False):
        return jax.device_put(value)

    def spec(self, shape, dtype, shared=False):
        return jax.ShapeDtypeStruct(tuple(shape), np.dtype(dtype))

    def mapped(self, function, shared):
        return function

    def common(self, values):
        return [self.put(v) for v in values]

    def read(self, value):
        return np.asarray(value)


class Devices:
    """
    Each device runs the program on its own part of the batches; what is no batch is on all of them. Arrays here are
    those of all devices, also where some of these belong to other processes.
    """

    def __init__(self, devices):
        from jax.sharding import Mesh

        self.count = len(devices)
        self.mesh = Mesh(np.array(devices), (AXIS,))

    def partition(self, shared):
        from jax.sharding import PartitionSpec

        # Axis 0 is that of the steps.
        return PartitionSpec(None, AXIS) if shared else PartitionSpec()

    def sharding(self, shared):
        from jax.sharding import NamedSharding

        return NamedSharding(self.mesh, self.partition(shared))

    def put(self, value, shared=False):
        value = np.asarray(value)
        # Only what the devices of this process need is copied.
        return jax.make_array_from_callback(value.shape, self.sharding(shared), lambda part: np.asarray(value[part]))

    def spec(self, shape, dtype, shared=False):
        """@param shape of the part of one device"""
        whole = (shape[0], shape[1] * self.count, *shape[2:]) if shared else tuple(shape)
        return jax.ShapeDtypeStruct(whole, np.dtype(dtype), sharding=self.sharding(shared))

    def mapped(self, function, shared):
        """@param shared which arrays are batches: a tree like the arguments"""
        parts = jax.tree.map(self.partition, shared)
        return jax.shard_map(function, mesh=self.mesh, in_specs=parts, out_specs=self.partition(False), check_vma=False)

    def common(self, values):
        """On all devices, the arrays of the first process; those of the others only have their shapes and types."""
        here = [self.put(v) for v in values]
        if jax.process_count() == 1:
            return here

        def first(arrays):
            own = jax.lax.axis_index(AXIS) == 0
            return [jax.lax.psum(jnp.where(own, x, jnp.zeros_like(x)), AXIS) for x in arrays]

        return jax.jit(self.mapped(first, ([False for _ in values],)))(here)

    def read(self, value):
        # All devices have the same.
        return np.asarray(value.addressable_data(0))
