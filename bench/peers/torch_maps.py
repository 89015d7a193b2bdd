"""Maps of flows as Flowscope defines them, in PyTorch. `layer` has the keys in force."""

import math

import torch
import torch.nn.functional as F


def made_masks(order, hidden, per_dimension):
    """Masks of MADE with degrees that cycle: input d has degree order[d] + 1, output d sees degrees <= order[d]."""
    size = len(order)
    degrees = [torch.tensor(order) + 1]
    lowest = 0 if size == 1 else 1
    count = size - lowest
    for width in hidden:
        unit = torch.arange(width)
        spread = unit % count if width >= count else torch.floor((unit + 0.5) * count / width).long()
        degrees.append(lowest + spread)
    degrees.append(torch.tensor(order).repeat_interleave(per_dimension))
    return [(a[:, None] <= b[None, :]).float() for a, b in zip(degrees, degrees[1:])]


def affine(layer, x, a, t):
    s = layer["scaleBound"] * torch.tanh(a / layer["scaleBound"])
    return x * torch.exp(s) + t, s


def spline(layer, x, raw):
    """Rational-quadratic spline (Durkan et al. 2019, eq. 4-5) on [-B, B], the identity outside: raw [..., 3K - 1]."""
    bins, bound, minimum = layer["bins"], layer["bound"], layer["minDerivative"]

    def knots(free, smallest):
        sizes = smallest + (1 - smallest * bins) * torch.softmax(free, dim=-1)
        return F.pad(torch.cumsum(sizes, dim=-1), (1, 0)) * (2 * bound) - bound

    inside = (x > -bound) & (x < bound)
    value = torch.where(inside, x, torch.zeros_like(x))
    xs = knots(raw[..., :bins], layer["minWidth"])
    ys = knots(raw[..., bins : 2 * bins], layer["minHeight"])
    slopes = minimum + F.softplus(raw[..., 2 * bins :] + math.log(math.expm1(1 - minimum)))
    slopes = F.pad(slopes, (1, 1), value=1.0)
    index = (value[..., None] >= xs[..., 1:-1]).sum(dim=-1, keepdim=True)

    def at(table, offset=0):
        return table.gather(-1, index + offset)[..., 0]

    left, width = at(xs), at(xs, 1) - at(xs)
    bottom, height = at(ys), at(ys, 1) - at(ys)
    d0, d1, s = at(slopes), at(slopes, 1), height / width
    xi = (value - left) / width
    between = xi * (1 - xi)
    denominator = s + (d0 + d1 - 2 * s) * between
    z = bottom + height * (s * xi**2 + d0 * between) / denominator
    bracket = d1 * xi**2 + 2 * s * between + d0 * (1 - xi) ** 2
    log_derivative = 2 * torch.log(s) + torch.log(bracket) - 2 * torch.log(denominator)
    return torch.where(inside, z, x), torch.where(inside, log_derivative, torch.zeros_like(x))
