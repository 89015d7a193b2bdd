"""A small Glow in PyTorch, eager, with the fused Adam: the same flow as `glowSpec` of bench/glow.ts.

Configurations are {"batch", "size", "levels", "depth", "channels", "split"}: images of size x size x 1 with 8 bits, `levels` times
(squeeze, `depth` steps of actnorm, 1x1 convolution (LU) and affine coupling on channels), with half of the channels factored out
between levels (prior from the kept half by one convolution) if `split`. The networks have three convolutions (3, 1, 3) and `channels`
hidden channels. FLOWSCOPE_BENCH_LAYOUT=channels_last takes PyTorch's other memory layout.
"""

import math
import os

import protocol

THREADS = protocol.limit_threads()

import torch
import torch.nn.functional as F
from torch import nn

from torch_steps import TorchPeer

torch.set_num_threads(THREADS)

LAYOUT = torch.channels_last if os.environ.get("FLOWSCOPE_BENCH_LAYOUT") == "channels_last" else torch.contiguous_format
ALPHA = 0.05
PRIOR_BOUND = 5.0


def normal_log_prob(z, mean=None, log_scale=None):
    if mean is not None:
        z = (z - mean) * torch.exp(-log_scale)
    result = -0.5 * z.square().flatten(1).sum(1) - 0.5 * z[0].numel() * math.log(2 * math.pi)
    return result if log_scale is None else result - log_scale.flatten(1).sum(1)


class Step(nn.Module):
    """Actnorm, 1x1 convolution, affine coupling."""

    def __init__(self, channels, hidden, scale_bound):
        super().__init__()
        self.scale_bound = scale_bound
        self.kept = (channels + 1) // 2
        moved = channels - self.kept
        self.mean = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.log_scale = nn.Parameter(torch.zeros(1, channels, 1, 1))
        rotation, _ = torch.linalg.qr(torch.randn(channels, channels))
        permutation, lower, upper = torch.linalg.lu(rotation)
        diagonal = torch.diagonal(upper)
        self.register_buffer("permutation", permutation)
        self.register_buffer("sign", torch.sign(diagonal))
        self.register_buffer("below", torch.tril(torch.ones(channels, channels), -1))
        self.register_buffer("identity", torch.eye(channels))
        self.lower = nn.Parameter(lower.clone())
        self.upper = nn.Parameter(torch.triu(upper, 1))
        self.log_diagonal = nn.Parameter(torch.log(torch.abs(diagonal)))
        self.net = nn.Sequential(
            nn.Conv2d(self.kept, hidden, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(hidden, hidden, 1),
            nn.ReLU(),
            nn.Conv2d(hidden, 2 * moved, 3, padding=1),
        )
        nn.init.zeros_(self.net[-1].weight)
        nn.init.zeros_(self.net[-1].bias)

    def matrix(self):
        lower = self.lower * self.below + self.identity
        upper = self.upper * self.below.T + torch.diag(self.sign * torch.exp(self.log_diagonal))
        return self.permutation @ lower @ upper

    def amounts(self, kept):
        a, t = self.net(kept).chunk(2, dim=1)
        return self.scale_bound * torch.tanh(a / self.scale_bound), t

    def forward(self, x):
        positions = x.shape[2] * x.shape[3]
        x = (x - self.mean) * torch.exp(self.log_scale)
        x = F.conv2d(x, self.matrix()[:, :, None, None])
        kept, moved = x[:, : self.kept], x[:, self.kept :]
        s, t = self.amounts(kept)
        log_det = (self.log_scale.sum() + self.log_diagonal.sum()) * positions + s.flatten(1).sum(1)
        return torch.cat([kept, moved * torch.exp(s) + t], dim=1), log_det

    def inverse(self, z):
        kept, moved = z[:, : self.kept], z[:, self.kept :]
        s, t = self.amounts(kept)
        z = torch.cat([kept, (moved - t) * torch.exp(-s)], dim=1)
        z = F.conv2d(z, torch.linalg.inv(self.matrix())[:, :, None, None])
        return z * torch.exp(-self.log_scale) + self.mean


class Prior(nn.Module):
    def __init__(self, kept, out):
        super().__init__()
        self.net = nn.Conv2d(kept, 2 * out, 3, padding=1)
        nn.init.zeros_(self.net.weight)
        nn.init.zeros_(self.net.bias)

    def forward(self, kept):
        a, mean = self.net(kept).chunk(2, dim=1)
        return mean, PRIOR_BOUND * torch.tanh(a / PRIOR_BOUND)


class Glow(nn.Module):
    def __init__(self, size, levels, depth, channels, split, scale_bound=protocol.SCALE_BOUND):
        super().__init__()
        self.size, self.split, count = size, split, 1
        self.levels, self.priors = nn.ModuleList(), nn.ModuleList()
        for level in range(levels):
            count *= 4
            self.levels.append(nn.ModuleList(Step(count, channels, scale_bound) for _ in range(depth)))
            if split and level < levels - 1:
                self.priors.append(Prior(count // 2, count // 2))
                count //= 2
        self.last = (count, size >> levels, size >> levels)

    def preprocess(self, x):
        """Dequantization and logit: values h and their terms of log q."""
        y = (x + torch.rand_like(x)) / 256
        y = ALPHA + (1 - 2 * ALPHA) * y
        log_y, log_rest = torch.log(y), torch.log1p(-y)
        h = (log_y - log_rest).contiguous(memory_format=LAYOUT)
        constant = x[0].numel() * (math.log(1 - 2 * ALPHA) - 8 * math.log(2))
        return h, constant - (log_y + log_rest).flatten(1).sum(1)

    def log_prob(self, x):
        h, total = self.preprocess(x)
        for level, steps in enumerate(self.levels):
            h = F.pixel_unshuffle(h, 2)
            for step in steps:
                h, log_det = step(h)
                total = total + log_det
            if self.split and level < len(self.levels) - 1:
                h, out = h.chunk(2, dim=1)
                total = total + normal_log_prob(out, *self.priors[level](h))
        return total + normal_log_prob(h)

    @torch.no_grad()
    def initialize(self, x):
        """Start values of each actnorm from images x: outputs with mean 0 and variance 1."""
        h, _ = self.preprocess(x)
        for level, steps in enumerate(self.levels):
            h = F.pixel_unshuffle(h, 2)
            for step in steps:
                variance, mean = torch.var_mean(h, dim=(0, 2, 3), keepdim=True, correction=0)
                step.mean.copy_(mean)
                step.log_scale.copy_(-0.5 * torch.log(variance + 1e-12))
                h, _ = step(h)
            if self.split and level < len(self.levels) - 1:
                h, _ = h.chunk(2, dim=1)

    def sample(self, rows):
        h = torch.randn(rows, *self.last).contiguous(memory_format=LAYOUT)
        for level in reversed(range(len(self.levels))):
            if self.split and level < len(self.levels) - 1:
                mean, log_scale = self.priors[level](h)
                h = torch.cat([h, mean + torch.exp(log_scale) * torch.randn_like(mean)], dim=1)
            for step in reversed(self.levels[level]):
                h = step.inverse(h)
            h = F.pixel_shuffle(h, 2)
        y = torch.sigmoid(h)
        return torch.floor(256 * (y - ALPHA) / (1 - 2 * ALPHA)).clamp(0, 255)


class Peer(TorchPeer):
    def __init__(self, config):
        torch.manual_seed(0)
        size = config["size"]
        data = torch.randint(0, 256, (protocol.ROWS, 1, size, size), dtype=torch.uint8)
        flow = Glow(size, config["levels"], config["depth"], config["channels"], config["split"])
        super().__init__(config["batch"], data, flow.to(memory_format=LAYOUT))


if __name__ == "__main__":
    label = " (channels last)" if LAYOUT is torch.channels_last else ""
    protocol.main(f"PyTorch eager{label}", {"torch": torch.__version__}, Peer)
