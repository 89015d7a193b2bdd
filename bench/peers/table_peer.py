"""Trains the flows of shipped table specs in PyTorch: LU linear layers and spline couplings with residual networks.

Flows start from the given parameters, and take the given batches, learning rates, decay and clipping. The noise of whole
numbers is drawn anew in each step, as Flowscope does it. One JSON object per line, both ways:

    {"cmd": "versions"}                                              -> {"torch"}
    {"cmd": "prepare", "layers": [{"type", "config", "parameters": {name: nested lists}, "decays": [name, ...]}, ...],
     "data": NPY, "context": NPY, "noise": [per column], "batches": NPY, "rates": [...], "adam": {"betas", "eps",
     "weight_decay"}, "clip": c | null, "seed": s}                   -> {}
    {"cmd": "steps", "n": N}                                         -> {"seconds"}
    {"cmd": "evaluate", "rows": NPY, "context": NPY}                 -> {"logDensity": [per row]}

Rows are float32 [rows, columns] in the flow's units, contexts float32 [rows, size], batches int32 [steps, batch]. Noise is
uniform in [0, noise) for each column. Everything is computed in float32 on one thread.
"""

import json
import math
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import numpy
import torch
import torch.nn.functional as F
from torch import nn

from torch_maps import spline

torch.set_num_threads(1)

EVALUATION_ROWS = 1000


class Layer(nn.Module):
    """Flowscope's names with '.' replaced: PyTorch reserves it."""

    def __init__(self, entry):
        super().__init__()
        self.config = entry["config"]
        self.decays = {self.own(name) for name in entry["decays"]}
        for name, value in entry["parameters"].items():
            self.register_parameter(self.own(name), nn.Parameter(torch.tensor(value, dtype=torch.float32)))

    @staticmethod
    def own(name):
        return name.replace(".", "_")


class Linear(Layer):
    def forward(self, x, context):
        identity = torch.eye(x.shape[-1])
        lower = self.lower.tril(-1) + identity
        upper = self.upper.triu(1) + torch.diag(self.logDiagonal.exp())
        return torch.addmm(self.bias, x, lower @ upper), self.logDiagonal.sum()


class SplineCoupling(Layer):
    def __init__(self, entry):
        super().__init__(entry)
        mask = torch.tensor(self.config["mask"])
        self.kept, self.moved = torch.nonzero(mask == 1).flatten(), torch.nonzero(mask == 0).flatten()
        self.back = torch.argsort(torch.cat([self.kept, self.moved]))
        conditioner = self.config["conditioner"]
        if conditioner["type"] != "resnet" or conditioner["activation"] != "relu":
            raise NotImplementedError(f"conditioner {conditioner}")
        self.blocks = conditioner["blocks"]

    def dense(self, name, x):
        return torch.addmm(getattr(self, f"conditioner_{name}_bias"), x, getattr(self, f"conditioner_{name}_weight"))

    def network(self, x):
        h = self.dense("input", x)
        for block in range(self.blocks):
            inner = self.dense(f"block{block}_linear0", F.relu(h))
            h = h + self.dense(f"block{block}_linear1", F.relu(inner))
        return self.dense("output", h)

    def forward(self, x, context):
        kept, moved = x[:, self.kept], x[:, self.moved]
        raw = self.network(torch.cat([kept, context], dim=1))
        z, terms = spline(self.config, moved, raw.unflatten(-1, (len(self.moved), -1)))
        return torch.cat([kept, z], dim=1)[:, self.back], terms.sum(dim=1)


LAYERS = {"linear": Linear, "spline-coupling": SplineCoupling}


class Run:
    def __init__(self, request):
        torch.manual_seed(request["seed"])
        self.layers = nn.ModuleList(LAYERS[entry["type"]](entry) for entry in request["layers"])
        self.data, self.context = read(request["data"]), read(request["context"])
        self.noise = torch.tensor(request["noise"], dtype=torch.float32)
        self.batches = read(request["batches"]).long()
        self.rates, self.clip, self.step = request["rates"], request["clip"], 0
        groups = {True: [], False: []}
        for layer in self.layers:
            for name, parameter in layer.named_parameters():
                groups[name in layer.decays].append(parameter)
        adam = request["adam"]
        plain = {"params": groups[False], "weight_decay": 0.0}
        self.optimizer = torch.optim.AdamW([{"params": groups[True]}, plain], fused=True, **adam)

    def log_prob(self, x, context):
        total = 0
        for layer in self.layers:
            x, log_det = layer(x, context)
            total = total + log_det
        return total - 0.5 * x.square().sum(dim=-1) - 0.5 * x.shape[-1] * math.log(2 * math.pi)

    def steps(self, n):
        for _ in range(n):
            rows = self.batches[self.step]
            x = self.data[rows]
            x = x + self.noise * torch.rand_like(x)
            loss = -self.log_prob(x, self.context[rows]).mean()
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            if self.clip is not None:
                nn.utils.clip_grad_norm_(self.layers.parameters(), self.clip)
            for group in self.optimizer.param_groups:
                group["lr"] = self.rates[self.step]
            self.optimizer.step()
            self.step += 1
        return loss.item()

    @torch.no_grad()
    def evaluate(self, rows, context):
        pairs = zip(rows.split(EVALUATION_ROWS), context.split(EVALUATION_ROWS))
        return torch.cat([self.log_prob(x, own) for x, own in pairs]).tolist()


def read(path):
    return torch.from_numpy(numpy.load(path))


def main():
    run = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            command, answer = request["cmd"], {}
            if command == "versions":
                answer = {"torch": torch.__version__}
            elif command == "prepare":
                run = Run(request)
            elif command == "steps":
                start = time.perf_counter()
                run.steps(request["n"])
                answer = {"seconds": time.perf_counter() - start}
            else:
                answer = {"logDensity": run.evaluate(read(request["rows"]), read(request["context"]))}
        except Exception as error:  # the driver says what went wrong
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
