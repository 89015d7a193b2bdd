"""The bench's flows in JAX, the whole step under jit with donated state.

FLOWSCOPE_BENCH_JAX=scan runs the steps of one request in a single lax.scan instead of one call each.
"""

import os

import protocol

THREADS = protocol.limit_threads()
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp

from jax_maps import made_masks, scale, spline

# More layers than this are a loop over pairs: written out, they take minutes to compile.
MOST_WRITTEN_OUT = 32


def dense(key, inputs, outputs, reach):
    weight = jax.random.uniform(key, (inputs, outputs), minval=-1, maxval=1) * (reach / inputs) ** 0.5
    return weight, jnp.zeros(outputs)


def network_parameters(key, widths):
    keys = jax.random.split(key, len(widths))
    layers = [dense(k, a, b, 3) for k, a, b in zip(keys, widths[:-1], widths[1:-1])]
    return [*layers, (jnp.zeros(widths[-2:]), jnp.zeros(widths[-1]))]


def network(layers, x, masks=None):
    for index, (weight, bias) in enumerate(layers):
        x = x @ (weight if masks is None else weight * masks[index]) + bias
        if index < len(layers) - 1:
            x = jax.nn.relu(x)
    return x


class CouplingFlow:
    def __init__(self, config):
        self.kind, self.couplings = protocol.kind(config), config["couplings"]
        self.hidden, self.dimension = protocol.widths(config), config["dimension"]

    def initialize(self, key):
        even, odd = (self.dimension + 1) // 2, self.dimension // 2
        per_coordinate = {"affine": 2, "additive": 1, "spline": 3 * protocol.SPLINE["bins"] - 1}[self.kind]
        layers = []
        for k, own in enumerate(jax.random.split(key, self.couplings)):
            kept, moved = (even, odd) if k % 2 == 0 else (odd, even)
            layers.append(network_parameters(own, [kept, *self.hidden, per_coordinate * moved]))
        if self.couplings <= MOST_WRITTEN_OUT:
            return layers
        pairs = [[layers[k], layers[k + 1]] for k in range(0, self.couplings, 2)]
        return jax.tree.map(lambda *parts: jnp.stack(parts), *pairs)

    def coupling(self, layer, kept, moved):
        raw = network(layer, kept)
        if self.kind == "additive":
            return moved + raw, 0.0
        if self.kind == "affine":
            a, t = jnp.split(raw, 2, axis=1)
            s = scale(a)
            return moved * jnp.exp(s) + t, s.sum(axis=1)
        z, terms = spline(moved, raw.reshape(*moved.shape, -1))
        return z, terms.sum(axis=1)

    def forward(self, layers, halves, log_det):
        for k, layer in enumerate(layers):
            kept, moved = k % 2, 1 - k % 2
            halves[moved], term = self.coupling(layer, halves[kept], halves[moved])
            log_det = log_det + term
        return halves, log_det

    def log_prob(self, layers, x):
        halves, log_det = [x[:, 0::2], x[:, 1::2]], jnp.zeros(x.shape[0])
        if self.couplings <= MOST_WRITTEN_OUT:
            halves, log_det = self.forward(layers, halves, log_det)
        else:
            turn = lambda carry, pair: (self.forward(pair, list(carry[0]), carry[1]), None)
            (halves, log_det), _ = jax.lax.scan(turn, (halves, log_det), layers)
        squares = jnp.square(halves[0]).sum(axis=1) + jnp.square(halves[1]).sum(axis=1)
        return -0.5 * x.shape[1] * jnp.log(2 * jnp.pi) - 0.5 * squares + log_det

    def draw(self, layers, key, rows):
        if self.kind != "affine" or self.couplings > MOST_WRITTEN_OUT:
            raise NotImplementedError("samples of this flow")
        a, b = jax.random.split(key)
        even = (self.dimension + 1) // 2
        halves = [jax.random.normal(a, (rows, even)), jax.random.normal(b, (rows, self.dimension - even))]
        for k in reversed(range(len(layers))):
            kept, moved = k % 2, 1 - k % 2
            raw, t = jnp.split(network(layers[k], halves[kept]), 2, axis=1)
            halves[moved] = (halves[moved] - t) * jnp.exp(-scale(raw))
        x = jnp.zeros((rows, self.dimension))
        return x.at[:, 0::2].set(halves[0]).at[:, 1::2].set(halves[1])


class AutoregressiveFlow:
    def __init__(self, config):
        self.couplings, self.dimension = config["couplings"], config["dimension"]
        self.hidden = protocol.widths(config)
        natural = list(range(self.dimension))
        self.masks = [made_masks(order, self.hidden, 2) for order in (natural, natural[::-1])]

    def initialize(self, key):
        widths = [self.dimension, *self.hidden, 2 * self.dimension]
        return [network_parameters(own, widths) for own in jax.random.split(key, self.couplings)]

    def log_prob(self, layers, x):
        log_det = 0.0
        for k, layer in enumerate(layers):
            raw = network(layer, x, self.masks[k % 2]).reshape(*x.shape, 2)
            s = scale(raw[..., 0])
            x = x * jnp.exp(s) + raw[..., 1]
            log_det = log_det + s.sum(axis=1)
        return -0.5 * x.shape[1] * jnp.log(2 * jnp.pi) - 0.5 * jnp.square(x).sum(axis=1) + log_det


def adam(parameters, gradient, moments, rate, b1=0.9, b2=0.999, epsilon=1e-8):
    """Kingma & Ba 2015, algorithm 1, as optax computes it."""
    m, v, count = moments
    count = count + 1
    m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, m, gradient)
    v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, v, gradient)
    first, second = 1 - b1**count, 1 - b2**count
    move = lambda p, m, v: p - rate * (m / first) / (jnp.sqrt(v / second) + epsilon)
    return jax.tree.map(move, parameters, m, v), (m, v, count)


class Peer:
    def __init__(self, config):
        dimension, batch = config["dimension"], config["batch"]
        key, data_key, start_key = jax.random.split(jax.random.key(0), 3)
        self.data = jax.random.normal(data_key, (protocol.ROWS, dimension))
        flow = (AutoregressiveFlow if protocol.kind(config) == "autoregressive" else CouplingFlow)(config)
        layers = flow.initialize(start_key)
        zeros = lambda: jax.tree.map(jnp.zeros_like, layers)
        self.state = (layers, (zeros(), zeros(), jnp.zeros((), jnp.float32)), key)

        def one_step(state, data):
            layers, moments, key = state
            key, batch_key = jax.random.split(key)
            x = data[jax.random.randint(batch_key, (batch,), 0, protocol.ROWS)]
            loss, gradient = jax.value_and_grad(lambda p: -flow.log_prob(p, x).mean())(layers)
            return (*adam(layers, gradient, moments, protocol.learning_rate(config)), key), loss

        def many_steps(state, data, n):
            return jax.lax.scan(lambda carry, _: one_step(carry, data), state, None, length=n)

        self.step = jax.jit(one_step, donate_argnums=0)
        self.many = jax.jit(many_steps, donate_argnums=0, static_argnums=2)
        self.scan = os.environ.get("FLOWSCOPE_BENCH_JAX", "step") == "scan"
        self.run_log_prob = jax.jit(flow.log_prob)
        self.run_draw = jax.jit(lambda layers, key, rows: flow.draw(layers, key, rows), static_argnums=2)

    def steps(self, n):
        if self.scan:
            self.state, losses = self.many(self.state, self.data, n)
            return float(losses[-1])
        for _ in range(n):
            self.state, loss = self.step(self.state, self.data)
        return float(loss)

    def log_prob(self, rows, n):
        x = self.data[jnp.arange(rows) % protocol.ROWS]
        for _ in range(n):
            result = self.run_log_prob(self.state[0], x)
        result.block_until_ready()

    def sample(self, rows, n):
        keys = jax.random.split(jax.random.key(1), n)
        for i in range(n):
            result = self.run_draw(self.state[0], keys[i], rows)
        result.block_until_ready()


if __name__ == "__main__":
    protocol.main("JAX jit", {"jax": jax.__version__}, Peer)
