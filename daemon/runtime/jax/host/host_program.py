"""Compiles programs of the wire form and keeps their state, data and constants on the device."""

import jax
import jax.numpy as jnp
import numpy as np
from host_frames import DTYPES
from host_mesh import OneDevice
from host_ops import OPS, SHARED_OPS

WIRE_VERSION = 1
# Constants with at most this many elements are part of the compiled code; larger ones are arguments of it.
INLINE = 16


class Refused(Exception):
    """A program that this host cannot compute."""


def known_ops():
    return sorted([*OPS, "scan"])


def ops_of(nodes):
    found = set()
    for node in nodes:
        found.add(node["op"])
        if "body" in node:
            found |= ops_of(node["body"]["nodes"])
    return found


def check(program):
    if program["v"] != WIRE_VERSION:
        raise Refused(f"the program has version {program['v']}, this host computes version {WIRE_VERSION}")
    unknown = sorted(ops_of(program["nodes"]) - set(known_ops()))
    if unknown:
        raise Refused(f"this host does not know the ops {', '.join(unknown)}")


def evaluate(nodes, env, constants, ops=OPS):
    """Evaluates nodes in order; env maps numbers of tensors to their values."""
    for node in nodes:
        inputs = [env[i] for i in node["in"]]
        at = node.get("at", {})
        if "body" in node:
            result = scan(at, node["body"], inputs, constants, ops)
        else:
            result = ops[node["op"]](at, *inputs)
        env.update(zip(node["out"], result if isinstance(result, list) else [result]))


def scan(at, body, inputs, constants, ops):
    """A loop stays a loop: XLA takes minutes to compile what is unrolled."""
    c, s = len(body["carry"]), len(body["slices"])

    def turn(carry, slices):
        env = dict(constants)
        env.update(zip(body["carry"], carry))
        env.update(zip(body["slices"], slices))
        env.update(zip(body["invariants"], inputs[c + s :]))
        evaluate(body["nodes"], env, constants, ops)
        return [env[i] for i in body["next"]], [env[i] for i in body["outputs"]]

    carry, stacked = jax.lax.scan(turn, inputs[:c], inputs[c : c + s], length=at["length"], reverse=at["reverse"])
    return [*carry, *stacked]


class Program:
    def __init__(self, program, blob, place):
        check(program)
        self.program = program
        self.place = place
        self.inline, self.arguments = {}, {}
        for c in program["constants"]:
            dtype, count = DTYPES[c["dtype"]], int(np.prod(c["shape"], dtype=np.int64))
            value = np.frombuffer(blob, dtype, count, c["offset"]).reshape(c["shape"])
            (self.inline if value.size <= INLINE else self.arguments)[c["id"]] = value
        self.arguments = {i: place.put(v) for i, v in self.arguments.items()}

    def known(self, constants):
        return {**{i: jnp.asarray(v) for i, v in self.inline.items()}, **constants}

    def specs(self, values, *leading):
        return [
            self.place.spec((*leading, *v["shape"]), DTYPES[v["dtype"]], v.get("shared", False)) for v in values
        ]


class Function(Program):
    def __init__(self, program, blob):
        super().__init__(program, blob, OneDevice())

        def function(inputs, constants):
            known = self.known(constants)
            env = {**known, **{v["id"]: x for v, x in zip(program["inputs"], inputs)}}
            evaluate(program["nodes"], env, known)
            return [env[v["id"]] for v in program["outputs"]]

        self.compiled = jax.jit(function).lower(self.specs(program["inputs"]), self.arguments).compile()

    def run(self, feeds):
        inputs = [self.place.put(feeds[v["name"]]) for v in self.program["inputs"]]
        results = self.compiled(inputs, self.arguments)
        return [(v["name"], np.asarray(x)) for v, x in zip(self.program["outputs"], results)]


class Loop(Program):
    """
    The steps of a call are one while_loop: their number is a value and no part of the program, so one compilation
    serves calls of every size. A call runs blocks of at most `capacity` steps.
    """

    def __init__(self, program, blob, capacity, place):
        super().__init__(program, blob, place)
        self.capacity = capacity
        ops = OPS if place.count == 1 else SHARED_OPS

        def steps(state, n, per_step, captured, constants):
            known = self.known(constants)
            fixed = {**known, **{v["id"]: x for v, x in zip(program["inputs"], captured)}}

            def step(loop):
                i, _, state, outputs = loop
                env = dict(fixed)
                env.update((v["id"], x) for v, x in zip(program["state"], state))
                env.update((v["id"], x[i]) for v, x in zip(program["perStep"], per_step))
                evaluate(program["nodes"], env, known, ops)
                go = jnp.bool_(True) if program["proceed"] is None else env[program["proceed"]] > 0
                rows = [o.at[i].set(env[v["id"]]) for v, o in zip(program["outputs"], outputs)]
                return i + 1, jnp.reshape(go, ()), [env[v["next"]] for v in program["state"]], rows

            outputs = [jnp.zeros((capacity, *v["shape"]), jnp.float32) for v in program["outputs"]]
            first = (jnp.int32(0), jnp.bool_(True), list(state), outputs)
            return jax.lax.while_loop(lambda loop: (loop[0] < n) & loop[1], step, first)

        arguments = (
            self.specs(program["state"]),
            place.spec((), np.int32),
            self.specs(program["perStep"], capacity),
            self.specs(program["inputs"]),
            self.arguments,
        )
        shared = (
            [False for _ in program["state"]],
            False,
            [v.get("shared", False) for v in program["perStep"]],
            [False for _ in program["inputs"]],
            {i: False for i in self.arguments},
        )
        # The state is not donated: the one before a call is the marked one, to which a call can be undone.
        self.compiled = jax.jit(place.mapped(steps, shared)).lower(*arguments).compile()
        self.captured = self.state = self.marked = None

    def start(self, feeds, own):
        """@param own names of the data that each process has itself; the rest is that of the first one"""
        captured = self.program["inputs"]
        given = [v for v in captured if v["name"] not in own]
        common = dict(zip([v["id"] for v in given], self.place.common([self.fed(feeds, v) for v in given])))
        self.captured = [
            common[v["id"]] if v["id"] in common else self.place.put(feeds[v["name"]]) for v in captured
        ]
        self.write(feeds)

    def write(self, feeds):
        self.state = self.place.common([self.fed(feeds, v) for v in self.program["state"]])

    def fed(self, feeds, value):
        found = feeds.get(value["name"])
        return np.zeros(value["shape"], DTYPES[value["dtype"]]) if found is None else found

    def mark(self):
        self.marked = self.state

    def rewind(self):
        self.state = self.marked

    def read(self):
        return [(v["name"], self.place.read(x)) for v, x in zip(self.program["state"], self.state)]

    def run(self, n, feeds):
        """Runs up to n steps; feeds are [n, …]. Returns the number of steps that ran, and their outputs."""
        stacked = [[] for _ in self.program["outputs"]]
        ran = 0
        while ran < n:
            count = min(self.capacity, n - ran)
            per_step = [self.block(feeds[v["name"]][ran : ran + count], v) for v in self.program["perStep"]]
            done, go, self.state, outputs = self.compiled(
                self.state, self.place.put(np.int32(count)), per_step, self.captured, self.arguments
            )
            done = int(self.place.read(done))
            for parts, o in zip(stacked, outputs):
                parts.append(self.place.read(o)[:done])
            ran += done
            if not bool(self.place.read(go)):
                break
        return ran, [(v["name"], np.concatenate(parts)) for v, parts in zip(self.program["outputs"], stacked)]

    def block(self, rows, value):
        missing = self.capacity - len(rows)
        if missing > 0:
            rows = np.concatenate([rows, np.zeros((missing, *rows.shape[1:]), rows.dtype)])
        return self.place.put(rows, value.get("shared", False))
