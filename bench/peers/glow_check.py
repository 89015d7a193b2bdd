"""Computes the terms of log q of the Glow of glow_peer.py for given parameters and images.

Reads one JSON object on stdin: {"config": as in glow_peer.py, "images": [[...], ...] (n x size^2), "noise": the same shape, in [0, 1),
"steps": [{"mean", "logScale", "lower", "upper", "logDiagonal", "sign", "permutation", "layer0.weight", ...}, ...],
"priors": [{"weight", "bias"}, ...]}; convolutions are [height, width, inputs, outputs]. Prints {"logProb": [n], "layers": [[n], ...]}, where
a layer is the term of an actnorm, a 1x1 convolution, a coupling or a split, in the order in which they are applied.
"""

import json
import math
import sys

import torch
import torch.nn.functional as F

import glow_peer


def copy(parameter, values):
    with torch.no_grad():
        parameter.copy_(torch.tensor(values).reshape(parameter.shape))


def copy_convolution(convolution, weight, bias):
    copy(convolution.weight, torch.tensor(weight).permute(3, 2, 0, 1).tolist())
    copy(convolution.bias, bias)


def load(step, given):
    copy(step.mean, given["mean"])
    copy(step.log_scale, given["logScale"])
    copy(step.lower, given["lower"])
    copy(step.upper, given["upper"])
    copy(step.log_diagonal, given["logDiagonal"])
    copy(step.sign, given["sign"])
    copy(step.permutation, given["permutation"])
    for i, layer in enumerate((0, 2, 4)):
        copy_convolution(step.net[layer], given[f"layer{i}.weight"], given[f"layer{i}.bias"])


@torch.no_grad()
def main():
    request = json.load(sys.stdin)
    config = request["config"]
    flow = glow_peer.Glow(config["size"], config["levels"], config["depth"], config["channels"], config["split"])
    for step, given in zip((step for level in flow.levels for step in level), request["steps"], strict=True):
        load(step, given)
    for prior, given in zip(flow.priors, request["priors"], strict=True):
        copy_convolution(prior.net, given["weight"], given["bias"])

    size = config["size"]
    images = torch.tensor(request["images"], dtype=torch.float32).reshape(-1, 1, size, size)
    noise = torch.tensor(request["noise"], dtype=torch.float32).reshape(images.shape)
    # `log_prob` draws its noise itself.
    torch.rand_like = lambda _x: noise
    log_prob = flow.log_prob(images)

    y = glow_peer.ALPHA + (1 - 2 * glow_peer.ALPHA) * (images + noise) / 256
    h = torch.logit(y)
    layers = []
    for level, steps in enumerate(flow.levels):
        h = F.pixel_unshuffle(h, 2)
        for step in steps:
            positions = h.shape[2] * h.shape[3]
            linear = [step.log_scale.sum() * positions, step.log_diagonal.sum() * positions]
            h, log_det = step(h)
            layers += [*(term.expand(len(h)) for term in linear), log_det - sum(linear)]
        if flow.split and level < len(flow.levels) - 1:
            h, out = h.chunk(2, dim=1)
            layers.append(glow_peer.normal_log_prob(out, *flow.priors[level](h)))
    assert math.isfinite(float(log_prob.sum()))
    print(json.dumps({"logProb": log_prob.tolist(), "layers": [term.tolist() for term in layers]}))


if __name__ == "__main__":
    main()
