"""How JAX computes each op of the wire form. The tensor graph defines what an op means."""

import jax
import jax.numpy as jnp
import numpy as np
from host_mesh import AXIS

F32 = jnp.float32
IMAGES = ("NHWC", "HWIO", "NHWC")


def split(at, x):
    edges = np.cumsum([0, *at["sizes"]])
    return [jax.lax.slice_in_dim(x, int(a), int(b), axis=at["axis"]) for a, b in zip(edges, edges[1:])]


def matmul(at, a, b):
    return jnp.matmul(a.T if at["transposeA"] else a, b.T if at["transposeB"] else b)


def conv2d(at, x, w):
    if w.shape[:2] == (1, 1):
        return jnp.matmul(x, w[0, 0])
    return jax.lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=IMAGES)


def conv2d_weights(at, x, dy):
    """One product per entry of the kernel: as a convolution, XLA takes far longer for it on a processor."""
    rows, columns = at["kernel"]
    _, height, width, channels = x.shape
    outputs = dy.shape[3]
    edge = ((0, 0), (rows // 2, rows // 2), (columns // 2, columns // 2), (0, 0))
    padded = jnp.pad(x, edge)
    flat = dy.reshape(-1, outputs)
    parts = [
        jnp.matmul(padded[:, i : i + height, j : j + width, :].reshape(-1, channels).T, flat)
        for i in range(rows)
        for j in range(columns)
    ]
    return jnp.stack(parts).reshape(rows, columns, channels, outputs)


# Attributes are in `at`; without any, it is empty. `scan` is not here: it evaluates its body, in host_program.py.
OPS = {
    "toFloat": lambda at, x: x.astype(F32),
    "neg": lambda at, x: -x,
    "square": lambda at, x: x * x,
    "exp": lambda at, x: jnp.exp(x),
    "log": lambda at, x: jnp.log(x),
    "sqrt": lambda at, x: jnp.sqrt(x),
    "reciprocal": lambda at, x: 1 / x,
    "tanh": lambda at, x: jnp.tanh(x),
    "sigmoid": lambda at, x: jax.nn.sigmoid(x),
    "relu": lambda at, x: jnp.maximum(x, 0),
    "abs": lambda at, x: jnp.abs(x),
    "floor": lambda at, x: jnp.floor(x),
    "sin": lambda at, x: jnp.sin(x),
    "cos": lambda at, x: jnp.cos(x),
    "step": lambda at, x: (x > 0).astype(F32),
    "softplus": lambda at, x: jnp.maximum(x, 0) + jnp.log1p(jnp.exp(-jnp.abs(x))),
    # The gradient is in the graph already.
    "stopGradient": lambda at, x: x,
    # Of one device. Where several share a batch, SHARED_OPS has it.
    "allMean": lambda at, x: x,
    "maskedGradient": lambda at, x, mask: x,
    "add": lambda at, a, b: a + b,
    "sub": lambda at, a, b: a - b,
    "mul": lambda at, a, b: a * b,
    "div": lambda at, a, b: a / b,
    "maximum": lambda at, a, b: jnp.maximum(a, b),
    "minimum": lambda at, a, b: jnp.minimum(a, b),
    "greater": lambda at, a, b: (a > b).astype(F32),
    "greaterEqual": lambda at, a, b: (a >= b).astype(F32),
    "where": lambda at, m, a, b: jnp.where(m != 0, a, b),
    "reshape": lambda at, x: jnp.reshape(x, at["shape"]),
    "broadcastTo": lambda at, x: jnp.broadcast_to(x, at["shape"]),
    "transpose": lambda at, x: jnp.transpose(x, at["permutation"]),
    "concat": lambda at, *xs: jnp.concatenate(xs, axis=at["axis"]),
    "split": split,
    # Indices are within bounds; by default JAX would fill what is not with NaN. The third input is for the gradient.
    "take": lambda at, x, i, *inverse: jnp.take(x, i, axis=at["axis"], mode="clip"),
    "sum": lambda at, x: jnp.sum(x, axis=tuple(at["axes"]), keepdims=at["keepDims"]),
    "max": lambda at, x: jnp.max(x, axis=at["axis"], keepdims=True),
    "softmax": lambda at, x: jax.nn.softmax(x, axis=-1),
    "matmul": matmul,
    "linear": lambda at, x, w, b: jnp.matmul(x, w) + b,
    "conv2d": conv2d,
    "conv2dWeights": conv2d_weights,
}

# In programs of several devices.
SHARED_OPS = {**OPS, "allMean": lambda at, x: jax.lax.pmean(x, AXIS)}
