"""Flows as Flowscope defines them, trained by PyTorch from PyTorch's own start values: what initializations are compared with.

Several flows of one form (densities x seeds) train at once, stacked on a leading axis: their losses are added, so that no
flow's gradient depends on another, gradients are clipped flow by flow, and Adam works element by element. Each linear layer
starts as torch.nn.Linear does, the last one of a network at zero.

One JSON object per line, both ways:

    {"cmd": "versions"}                                                -> {"torch"}
    {"cmd": "train", "flow": FLOW, "train": [NPY, ...], "test": [NPY, ...], "batches": NPY, "rates": [...], "clip": c | null}
                                                                       -> {"meanLogDensity": [[per seed], ...]}
    {"cmd": "evaluate", "flow": FLOW, "parameters": [{name: nested lists}, ...], "test": NPY}  -> {"meanLogDensity": m}

    FLOW: {"dimension", "layers": [{"type", "mask" or "order", "conditioner": {"hidden", "activation"}, ...keys in force}, ...]}

Rows are float32 [rows, dimension], one file per density; batches are int32 [seeds, steps, batch], the rows of each step;
rates are the learning rates of the steps. Everything is computed in float32 on one thread.
"""

import json
import math
import os
import sys

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import numpy
import torch
import torch.nn.functional as F

from torch_maps import affine, made_masks, spline

torch.set_num_threads(1)

EVALUATION_ROWS = 2000

ACTIVATIONS = {
    "relu": F.relu,
    "tanh": torch.tanh,
    "elu": F.elu,
    "gelu": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "leaky-relu": lambda x: F.leaky_relu(x, 0.01),
}


class Network:
    """Linear layers with an activation between them, for a stack of flows: x [S, B, I] -> [S, B, O]."""

    def __init__(self, widths, activation, masks):
        self.shapes = list(zip(widths, widths[1:]))
        self.activation = ACTIVATIONS[activation]
        self.masks = masks
        self.weights, self.biases = [], []

    def start(self, stack):
        for index, (inputs, outputs) in enumerate(self.shapes):
            linears = [torch.nn.Linear(inputs, outputs) for _ in range(stack)]
            if index == len(self.shapes) - 1:
                for linear in linears:
                    torch.nn.init.zeros_(linear.weight)
                    torch.nn.init.zeros_(linear.bias)
            self.weights.append(torch.stack([linear.weight.detach().T for linear in linears]).contiguous())
            self.biases.append(torch.stack([linear.bias.detach()[None] for linear in linears]))

    def load(self, parameters):
        """Parameters under Flowscope's names, for a stack of one."""
        for index in range(len(self.shapes)):
            name = f"conditioner.layer{index}"
            self.weights.append(torch.tensor(parameters[f"{name}.weight"])[None])
            self.biases.append(torch.tensor(parameters[f"{name}.bias"])[None, None])

    def __call__(self, x):
        for index, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            if self.masks:
                weight = weight * self.masks[index]
            x = torch.baddbmm(bias, x, weight)
            if index < len(self.shapes) - 1:
                x = self.activation(x)
        return x


class Layer:
    def __init__(self, flow, layer):
        self.layer = layer
        hidden, activation = layer["conditioner"]["hidden"], layer["conditioner"]["activation"]
        size = flow["dimension"]
        if layer["type"] == "affine-autoregressive":
            masks = made_masks(layer["order"], hidden, per_dimension=2)
            self.network = Network([size, *hidden, 2 * size], activation, masks)
            return
        mask = torch.tensor(layer["mask"])
        self.kept, self.moved = torch.nonzero(mask == 1).flatten(), torch.nonzero(mask == 0).flatten()
        self.back = torch.argsort(torch.cat([self.kept, self.moved]))
        per_coordinate = 3 * layer["bins"] - 1 if layer["type"] == "spline-coupling" else 2
        widths = [len(self.kept), *hidden, per_coordinate * len(self.moved)]
        self.network = Network(widths, activation, None)

    def __call__(self, x):
        kind = self.layer["type"]
        if kind == "affine-autoregressive":
            a, t = self.network(x).unflatten(-1, (-1, 2)).unbind(dim=-1)
            z, s = affine(self.layer, x, a, t)
            return z, s.sum(dim=-1)
        kept, moved = x[..., self.kept], x[..., self.moved]
        raw = self.network(kept)
        if kind == "affine-coupling":
            z, terms = affine(self.layer, moved, *raw.chunk(2, dim=-1))
        elif kind == "spline-coupling":
            z, terms = spline(self.layer, moved, raw.unflatten(-1, (len(self.moved), -1)))
        else:
            raise NotImplementedError(f"layer {kind!r}")
        return torch.cat([kept, z], dim=-1)[..., self.back], terms.sum(dim=-1)


class Flow:
    def __init__(self, flow):
        self.layers = [Layer(flow, layer) for layer in flow["layers"]]

    def parameters(self):
        networks = [layer.network for layer in self.layers]
        return [tensor for network in networks for tensor in (*network.weights, *network.biases)]

    def log_prob(self, x):
        """x [S, B, D] -> [S, B], the base is N(0, I)."""
        total = 0
        for layer in self.layers:
            x, log_det = layer(x)
            total = total + log_det
        return total - 0.5 * x.square().sum(dim=-1) - 0.5 * x.shape[-1] * math.log(2 * math.pi)

    @torch.no_grad()
    def mean_log_density(self, x):
        """x [S, rows, D] -> [S], in float64 over the rows."""
        parts = [self.log_prob(part).double() for part in x.split(EVALUATION_ROWS, dim=1)]
        return torch.cat(parts, dim=1).mean(dim=1)


def rows(path):
    return torch.from_numpy(numpy.load(path))


def clip(parameters, limit):
    squares = sum(p.grad.square().sum(dim=(1, 2)) for p in parameters)
    factor = torch.clamp(limit / (squares.sqrt() + 1e-12), max=1.0)[:, None, None]
    for p in parameters:
        p.grad.mul_(factor)


def train(request):
    data = torch.stack([rows(path) for path in request["train"]])
    batches = rows(request["batches"]).long()
    densities, seeds = len(data), len(batches)
    flow = Flow(request["flow"])
    torch.manual_seed(0)
    for layer in flow.layers:
        layer.network.start(densities * seeds)
    parameters = [p.requires_grad_() for p in flow.parameters()]
    optimizer = torch.optim.Adam(parameters, fused=True)
    for step, rate in enumerate(request["rates"]):
        x = data[:, batches[:, step]].flatten(0, 1)
        loss = -flow.log_prob(x).mean(dim=1).sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if request["clip"] is not None:
            clip(parameters, request["clip"])
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
    test = torch.stack([rows(path) for path in request["test"]])
    means = flow.mean_log_density(test.repeat_interleave(seeds, dim=0))
    return {"meanLogDensity": means.unflatten(0, (densities, seeds)).tolist()}


def evaluate(request):
    flow = Flow(request["flow"])
    for layer, parameters in zip(flow.layers, request["parameters"]):
        layer.network.load(parameters)
    return {"meanLogDensity": float(flow.mean_log_density(rows(request["test"])[None])[0])}


COMMANDS = {"versions": lambda _: {"torch": torch.__version__}, "train": train, "evaluate": evaluate}

if __name__ == "__main__":
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = COMMANDS[request["cmd"]](request)
        except Exception as error:  # the driver shows it and goes on without these figures
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
