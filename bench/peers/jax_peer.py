"""The bench's RealNVP in JAX, the whole step under jit with donated state.

FLOWSCOPE_BENCH_JAX=scan runs the steps of one request in a single lax.scan instead of one call each.
"""

import os

import protocol

THREADS = protocol.limit_threads()
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import optax


def initialize(key, dimension, hidden, couplings):
    even, odd = (dimension + 1) // 2, dimension // 2
    layers = []
    for k in range(couplings):
        kept, moved = (even, odd) if k % 2 == 0 else (odd, even)
        key, a, b = jax.random.split(key, 3)
        layers.append(
            [
                (jax.random.uniform(a, (kept, hidden), minval=-1, maxval=1) * (3 / kept) ** 0.5, jnp.zeros(hidden)),
                (jax.random.uniform(b, (hidden, hidden), minval=-1, maxval=1) * (3 / hidden) ** 0.5, jnp.zeros(hidden)),
                (jnp.zeros((hidden, 2 * moved)), jnp.zeros(2 * moved)),
            ]
        )
    return layers


def network(layers, x):
    for weight, bias in layers[:-1]:
        x = jax.nn.relu(x @ weight + bias)
    a, t = jnp.split(x @ layers[-1][0] + layers[-1][1], 2, axis=1)
    return protocol.SCALE_BOUND * jnp.tanh(a / protocol.SCALE_BOUND), t


def log_prob(layers, x):
    halves = [x[:, 0::2], x[:, 1::2]]
    log_det = 0.0
    for k, layer in enumerate(layers):
        kept, moved = k % 2, 1 - k % 2
        s, t = network(layer, halves[kept])
        halves[moved] = halves[moved] * jnp.exp(s) + t
        log_det = log_det + s.sum(axis=1)
    squares = jnp.square(halves[0]).sum(axis=1) + jnp.square(halves[1]).sum(axis=1)
    return -0.5 * x.shape[1] * jnp.log(2 * jnp.pi) - 0.5 * squares + log_det


def draw(layers, key, rows, dimension):
    a, b = jax.random.split(key)
    halves = [jax.random.normal(a, (rows, (dimension + 1) // 2)), jax.random.normal(b, (rows, dimension // 2))]
    for k in reversed(range(len(layers))):
        kept, moved = k % 2, 1 - k % 2
        s, t = network(layers[k], halves[kept])
        halves[moved] = (halves[moved] - t) * jnp.exp(-s)
    x = jnp.zeros((rows, dimension))
    return x.at[:, 0::2].set(halves[0]).at[:, 1::2].set(halves[1])


class Peer:
    def __init__(self, config):
        dimension, batch = config["dimension"], config["batch"]
        key, data_key, start_key = jax.random.split(jax.random.key(0), 3)
        self.data = jax.random.normal(data_key, (protocol.ROWS, dimension))
        optimizer = optax.adam(protocol.LEARNING_RATE)
        layers = initialize(start_key, dimension, config["hidden"], config["couplings"])
        self.state = (layers, optimizer.init(layers), key)

        def one_step(state, data):
            layers, moments, key = state
            key, batch_key = jax.random.split(key)
            x = data[jax.random.randint(batch_key, (batch,), 0, protocol.ROWS)]
            loss, gradient = jax.value_and_grad(lambda p: -log_prob(p, x).mean())(layers)
            updates, moments = optimizer.update(gradient, moments)
            return (optax.apply_updates(layers, updates), moments, key), loss

        def many_steps(state, data, n):
            return jax.lax.scan(lambda carry, _: one_step(carry, data), state, None, length=n)

        self.step = jax.jit(one_step, donate_argnums=0)
        self.many = jax.jit(many_steps, donate_argnums=0, static_argnums=2)
        self.scan = os.environ.get("FLOWSCOPE_BENCH_JAX", "step") == "scan"
        self.run_log_prob = jax.jit(log_prob)
        self.run_draw = jax.jit(lambda layers, key, rows: draw(layers, key, rows, dimension), static_argnums=2)

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
    protocol.main("JAX jit", {"jax": jax.__version__, "optax": optax.__version__}, Peer)
