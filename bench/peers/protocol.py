"""The line protocol between bench.ts and a peer: one JSON object per line, both ways.

    {"cmd": "configs", "configs": [{"batch", "dimension", "hidden", "couplings", ...}, ...]}  -> {"name", "versions"}
    {"cmd": "prepare", "config": i}                -> {"seconds"}      build, compile, first step
    {"cmd": "steps", "config": i, "n": N}          -> {"seconds", "loss"}      N training steps
    {"cmd": "log_prob", "config": i, "rows": R, "n": N} -> {"seconds"}  N passes over R rows, no gradient
    {"cmd": "sample", "config": i, "rows": R, "n": N}   -> {"seconds"}  N draws of R rows

    peer.py --first-loss '{"batch": ...}'          prints {"loss"} after the first training step, then ends

Work per step, the same in every peer and in Flowscope: gather a random batch of an array of ROWS x dimension standard
normal values; log q(x) = log N(f(x); 0, I) + sum of log-dets; mean negative log-likelihood; gradient; Adam with learning
rate "learningRate" (absent: 1e-3). float32, as many threads as the driver allows. f is, by "kind" (absent: affine), "couplings" of these layers, whose
networks have "depth" (absent: 2) hidden layers of "hidden" units with ReLU and a last layer of zeros:

    affine          couplings (kept: even, odd, even, ...), s = 3 tanh(a / 3), (a, t) from the network
    additive        the same with a shift alone
    spline          the same with rational-quadratic splines (SPLINE)
    autoregressive  affine layers whose network is a MADE, in natural and reverse order by turns
"""

import json
import os
import sys
import time

ROWS = 20_000
LEARNING_RATE = 1e-3
SCALE_BOUND = 3.0
SPLINE = {"bins": 8, "bound": 3.0, "minWidth": 1e-3, "minHeight": 1e-3, "minDerivative": 1e-3}


def kind(config):
    return config.get("kind", "affine")


def learning_rate(config):
    return config.get("learningRate", LEARNING_RATE)


def widths(config):
    """Of the hidden layers."""
    return [config["hidden"]] * config.get("depth", 2)


def limit_threads():
    """Pins the process to FLOWSCOPE_BENCH_THREADS cores (default 2). Call before importing a tensor library."""
    threads = int(os.environ.get("FLOWSCOPE_BENCH_THREADS", "2"))
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(threads)
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[:threads])
    return threads


def main(name, versions, make):
    """Serves the protocol; `make(config)` gives an object with steps(n) -> loss, log_prob(rows, n) and sample(rows, n).

    These methods return only when the work is done (no asynchronous dispatch is left running).
    """
    if len(sys.argv) == 3 and sys.argv[1] == "--first-loss":
        print(json.dumps({"loss": make(json.loads(sys.argv[2])).steps(1)}), flush=True)
        return
    configs = []
    flows = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            print(json.dumps(answer(request, configs, flows, name, versions, make)), flush=True)
        except Exception as error:  # the driver shows it and goes on without this figure
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)


def answer(request, configs, flows, name, versions, make):
    command = request["cmd"]
    if command == "configs":
        configs[:] = request["configs"]
        flows.clear()
        return {"name": name, "versions": versions}
    index = request["config"]
    start = time.perf_counter()
    if index not in flows:
        # One at a time: large ones would fill the memory.
        flows.clear()
        flows[index] = make(configs[index])
        flows[index].steps(1)
    if command == "prepare":
        return {"seconds": time.perf_counter() - start}
    flow = flows[index]
    if command == "steps":
        start = time.perf_counter()
        loss = flow.steps(request["n"])
        return {"seconds": time.perf_counter() - start, "loss": loss}
    if command in ("log_prob", "sample"):
        run = getattr(flow, command)
        run(request["rows"], 1)
        start = time.perf_counter()
        run(request["rows"], request["n"])
        return {"seconds": time.perf_counter() - start}
    raise ValueError(f"unknown command {command!r}")
