"""Trains the Glow of glow_peer.py on IDX images for a given time, with the same data and the same recipe as Flowscope.

Reads one line of JSON on stdin: {"config": as in glow_peer.py, "images": path, "test": path, "validation": fraction, "seconds": S,
"scaleBound", "learningRate", "warmup": steps, "gradientClip", "seed", "every": steps}. The learning rate falls along a cosine of the time, so that it is 0
when the process has used S seconds of CPU time, with the imports. Prints one line of JSON: {"steps", "test", "peakMiB", "curve":
[{"step", "seconds", "bitsPerDim"}, ...]}, where "test" is the bits/dim of all test images and "curve" that of 1000 validation images.
"""

import gzip
import json
import math
import resource
import struct
import sys
import time

import glow_peer
import torch


def idx_images(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        content = file.read()
    _, count, height, width = struct.unpack(">IIII", content[:16])
    return torch.frombuffer(bytearray(content[16:]), dtype=torch.uint8).reshape(count, 1, height, width)


@torch.no_grad()
def bits_per_dim(flow, images, rows=500):
    total = sum(float(flow.log_prob(images[i : i + rows].float()).sum()) for i in range(0, len(images), rows))
    return -total / images.numel() / math.log(2)


def main():
    request = json.loads(sys.stdin.readline())
    config, seconds = request["config"], request["seconds"]
    torch.manual_seed(request["seed"])
    images = idx_images(request["images"])
    order = torch.randperm(len(images))
    held_out = int(len(images) * request["validation"])
    validation, training = images[order[:held_out]], images[order[held_out:]]
    sizes = [config[key] for key in ("size", "levels", "depth", "channels", "split")]
    flow = glow_peer.Glow(*sizes, scale_bound=request["scaleBound"])
    flow = flow.to(memory_format=glow_peer.LAYOUT)
    flow.initialize(training[:1024].float())
    optimizer = torch.optim.Adam(flow.parameters(), fused=True)

    step, curve = 0, []
    while (now := time.process_time()) < seconds:
        rate = 0.5 * (1 + math.cos(math.pi * now / seconds)) * min(1, (step + 1) / request["warmup"])
        optimizer.param_groups[0]["lr"] = request["learningRate"] * rate
        rows = training[torch.randint(len(training), (config["batch"],))].float()
        loss = -flow.log_prob(rows).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(flow.parameters(), request["gradientClip"])
        optimizer.step()
        step += 1
        if step % request["every"] == 0:
            curve.append({"step": step, "seconds": now, "bitsPerDim": bits_per_dim(flow, validation[:1000])})
    test = bits_per_dim(flow, idx_images(request["test"]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"steps": step, "test": test, "peakMiB": peak, "curve": curve}), flush=True)


if __name__ == "__main__":
    main()
