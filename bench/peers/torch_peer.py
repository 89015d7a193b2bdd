"""The bench's flows in PyTorch, eager, with the fused Adam; FLOWSCOPE_BENCH_ADAM=default takes the default one.

FLOWSCOPE_BENCH_TORCH=compile compiles the loss with torch.compile (Inductor).
"""

import os

import protocol

THREADS = protocol.limit_threads()

import torch
import torch.nn.functional as F
from torch import nn

from torch_maps import made_masks, spline
from torch_steps import TorchPeer

torch.set_num_threads(THREADS)

# Compiling takes minutes beyond this, because all layers are written out.
MOST_COMPILED = 64


def network(inputs, hidden, outputs):
    widths = [inputs, *hidden, outputs]
    layers = [nn.Linear(a, b) for a, b in zip(widths, widths[1:])]
    nn.init.zeros_(layers[-1].weight)
    nn.init.zeros_(layers[-1].bias)
    return nn.Sequential(*[m for layer in layers[:-1] for m in (layer, nn.ReLU())], layers[-1])


def scale(a):
    return protocol.SCALE_BOUND * torch.tanh(a / protocol.SCALE_BOUND)


class Coupling(nn.Module):
    """Moves one half of the columns by what a network makes of the other half."""

    def __init__(self, kind, kept, moved, hidden):
        super().__init__()
        self.kind, self.moved = kind, moved
        per_coordinate = {"affine": 2, "additive": 1, "spline": 3 * protocol.SPLINE["bins"] - 1}[kind]
        self.net = network(kept, hidden, per_coordinate * moved)

    def forward(self, kept, moved):
        raw = self.net(kept)
        if self.kind == "additive":
            return moved + raw, 0
        if self.kind == "affine":
            a, t = raw.chunk(2, dim=1)
            s = scale(a)
            return moved * torch.exp(s) + t, s.sum(dim=1)
        z, terms = spline(protocol.SPLINE, moved, raw.unflatten(-1, (self.moved, -1)))
        return z, terms.sum(dim=1)

    def inverse(self, kept, moved):
        raw = self.net(kept)
        if self.kind == "additive":
            return moved - raw
        if self.kind == "affine":
            a, t = raw.chunk(2, dim=1)
            return (moved - t) * torch.exp(-scale(a))
        raise NotImplementedError(f"samples of {self.kind}")


class CouplingFlow(nn.Module):
    """Keeps the even and the odd columns apart, so that no layer has to gather and scatter them."""

    def __init__(self, config):
        super().__init__()
        self.dimension = config["dimension"]
        even, odd = (self.dimension + 1) // 2, self.dimension // 2
        hidden, kind = protocol.widths(config), protocol.kind(config)
        self.layers = nn.ModuleList(
            Coupling(kind, *((even, odd) if k % 2 == 0 else (odd, even)), hidden) for k in range(config["couplings"])
        )
        self.constant = -0.5 * self.dimension * 1.8378770664093453  # ln 2 pi

    def log_prob(self, x):
        halves = [x[:, 0::2], x[:, 1::2]]
        log_det = 0
        for k, layer in enumerate(self.layers):
            kept, moved = k % 2, 1 - k % 2
            halves[moved], term = layer(halves[kept], halves[moved])
            log_det = log_det + term
        squares = halves[0].square().sum(dim=1) + halves[1].square().sum(dim=1)
        return self.constant - 0.5 * squares + log_det

    def sample(self, rows):
        even = (self.dimension + 1) // 2
        halves = [torch.randn(rows, even), torch.randn(rows, self.dimension - even)]
        for k in reversed(range(len(self.layers))):
            kept, moved = k % 2, 1 - k % 2
            halves[moved] = self.layers[k].inverse(halves[kept], halves[moved])
        x = torch.empty(rows, self.dimension)
        x[:, 0::2], x[:, 1::2] = halves
        return x


class MaskedLinear(nn.Linear):
    """As zuko has it: the mask is applied to the weight in each pass."""

    def __init__(self, mask):
        super().__init__(*mask.shape)
        self.register_buffer("mask", mask.T.contiguous())

    def forward(self, x):
        return F.linear(x, self.mask * self.weight, self.bias)


class AutoregressiveFlow(nn.Module):
    """MAF: affine layers whose networks are MADEs, with the order reversed from one to the next."""

    def __init__(self, config):
        super().__init__()
        dimension = config["dimension"]
        orders = [list(range(dimension)), list(reversed(range(dimension)))]

        def made(order):
            masks = made_masks(order, protocol.widths(config), per_dimension=2)
            layers = [MaskedLinear(mask) for mask in masks]
            nn.init.zeros_(layers[-1].weight)
            nn.init.zeros_(layers[-1].bias)
            return nn.Sequential(*[m for layer in layers[:-1] for m in (layer, nn.ReLU())], layers[-1])

        self.layers = nn.ModuleList(made(orders[k % 2]) for k in range(config["couplings"]))
        self.constant = -0.5 * dimension * 1.8378770664093453

    def log_prob(self, x):
        log_det = 0
        for layer in self.layers:
            a, t = layer(x).unflatten(-1, (-1, 2)).unbind(dim=-1)
            s = scale(a)
            x = x * torch.exp(s) + t
            log_det = log_det + s.sum(dim=1)
        return self.constant - 0.5 * x.square().sum(dim=1) + log_det


class Peer(TorchPeer):
    def __init__(self, config):
        torch.manual_seed(0)
        compiled = os.environ.get("FLOWSCOPE_BENCH_TORCH", "eager") == "compile"
        if compiled and config["couplings"] > MOST_COMPILED:
            raise NotImplementedError(f"{config['couplings']} layers take minutes to compile")
        data = torch.randn(protocol.ROWS, config["dimension"])
        fused = os.environ.get("FLOWSCOPE_BENCH_ADAM", "fused") == "fused"
        super().__init__(config["batch"], data, self.build(config), fused, compiled, protocol.learning_rate(config))

    def build(self, config):
        return AutoregressiveFlow(config) if protocol.kind(config) == "autoregressive" else CouplingFlow(config)


if __name__ == "__main__":
    form = os.environ.get("FLOWSCOPE_BENCH_TORCH", "eager")
    name = "PyTorch compiled" if form == "compile" else "PyTorch eager"
    protocol.main(name, {"torch": torch.__version__}, Peer)
