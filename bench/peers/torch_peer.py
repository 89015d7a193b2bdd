"""The bench's RealNVP in PyTorch, eager, with the fused Adam; FLOWSCOPE_BENCH_ADAM=default takes the default one."""

import os

import protocol

THREADS = protocol.limit_threads()

import torch
from torch import nn

from torch_steps import TorchPeer

torch.set_num_threads(THREADS)


class Coupling(nn.Module):
    def __init__(self, kept, moved, hidden):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(kept, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 2 * moved)
        )
        nn.init.zeros_(self.net[-1].weight)
        nn.init.zeros_(self.net[-1].bias)

    def parameters_for(self, kept):
        a, t = self.net(kept).chunk(2, dim=1)
        return protocol.SCALE_BOUND * torch.tanh(a / protocol.SCALE_BOUND), t


class Flow(nn.Module):
    """Keeps the even and the odd columns apart, so that no layer has to gather and scatter them."""

    def __init__(self, dimension, hidden, couplings):
        super().__init__()
        even, odd = (dimension + 1) // 2, dimension // 2
        self.layers = nn.ModuleList(
            Coupling(even, odd, hidden) if k % 2 == 0 else Coupling(odd, even, hidden) for k in range(couplings)
        )
        self.constant = -0.5 * dimension * 1.8378770664093453  # ln 2 pi

    def log_prob(self, x):
        halves = [x[:, 0::2], x[:, 1::2]]
        log_det = 0
        for k, layer in enumerate(self.layers):
            kept, moved = k % 2, 1 - k % 2
            s, t = layer.parameters_for(halves[kept])
            halves[moved] = halves[moved] * torch.exp(s) + t
            log_det = log_det + s.sum(dim=1)
        squares = halves[0].square().sum(dim=1) + halves[1].square().sum(dim=1)
        return self.constant - 0.5 * squares + log_det

    def sample(self, rows):
        even = (self.layers[0].net[0].in_features, self.layers[0].net[-1].out_features // 2)
        halves = [torch.randn(rows, even[0]), torch.randn(rows, even[1])]
        for k in reversed(range(len(self.layers))):
            kept, moved = k % 2, 1 - k % 2
            s, t = self.layers[k].parameters_for(halves[kept])
            halves[moved] = (halves[moved] - t) * torch.exp(-s)
        x = torch.empty(rows, even[0] + even[1])
        x[:, 0::2], x[:, 1::2] = halves
        return x


class Peer(TorchPeer):
    def __init__(self, config):
        torch.manual_seed(0)
        data = torch.randn(protocol.ROWS, config["dimension"])
        fused = os.environ.get("FLOWSCOPE_BENCH_ADAM", "fused") == "fused"
        super().__init__(config["batch"], data, self.build(config), fused)

    def build(self, config):
        return Flow(config["dimension"], config["hidden"], config["couplings"])


if __name__ == "__main__":
    protocol.main("PyTorch eager", {"torch": torch.__version__}, Peer)
