"""Maps of flows as Flowscope defines them, in JAX."""

import math

import jax
import jax.numpy as jnp
import numpy

import protocol


def scale(a):
    return protocol.SCALE_BOUND * jnp.tanh(a / protocol.SCALE_BOUND)


def spline(x, raw):
    """Rational-quadratic spline (Durkan et al. 2019, eq. 4-5) on [-B, B], the identity outside: raw [..., 3K - 1]."""
    bins, bound, minimum = protocol.SPLINE["bins"], protocol.SPLINE["bound"], protocol.SPLINE["minDerivative"]

    def knots(free, smallest):
        sizes = smallest + (1 - smallest * bins) * jax.nn.softmax(free, axis=-1)
        padded = jnp.pad(jnp.cumsum(sizes, axis=-1), [(0, 0)] * (free.ndim - 1) + [(1, 0)])
        return padded * (2 * bound) - bound

    inside = (x > -bound) & (x < bound)
    value = jnp.where(inside, x, 0.0)
    xs = knots(raw[..., :bins], protocol.SPLINE["minWidth"])
    ys = knots(raw[..., bins : 2 * bins], protocol.SPLINE["minHeight"])
    inner = minimum + jax.nn.softplus(raw[..., 2 * bins :] + math.log(math.expm1(1 - minimum)))
    slopes = jnp.pad(inner, [(0, 0)] * (raw.ndim - 1) + [(1, 1)], constant_values=1.0)
    # The bin as one number in bins: gathering along the last axis is slower.
    index = (value[..., None] >= xs[..., 1:-1]).sum(axis=-1)
    chosen = jax.nn.one_hot(index, bins, dtype=x.dtype)

    def at(table, offset=0):
        return (table[..., offset : offset + bins] * chosen).sum(axis=-1)

    left, bottom = at(xs), at(ys)
    width, height = at(xs, 1) - left, at(ys, 1) - bottom
    d0, d1, s = at(slopes), at(slopes, 1), height / width
    xi = (value - left) / width
    between = xi * (1 - xi)
    denominator = s + (d0 + d1 - 2 * s) * between
    z = bottom + height * (s * xi**2 + d0 * between) / denominator
    bracket = d1 * xi**2 + 2 * s * between + d0 * (1 - xi) ** 2
    log_derivative = 2 * jnp.log(s) + jnp.log(bracket) - 2 * jnp.log(denominator)
    return jnp.where(inside, z, x), jnp.where(inside, log_derivative, 0.0)


def made_masks(order, hidden, per_dimension):
    """As in torch_maps.py."""
    size = len(order)
    degrees = [numpy.array(order) + 1]
    lowest = 0 if size == 1 else 1
    count = size - lowest
    for width in hidden:
        unit = numpy.arange(width)
        spread = unit % count if width >= count else numpy.floor((unit + 0.5) * count / width).astype(int)
        degrees.append(lowest + spread)
    degrees.append(numpy.repeat(numpy.array(order), per_dimension))
    return [(a[:, None] <= b[None, :]).astype(numpy.float32) for a, b in zip(degrees, degrees[1:])]
