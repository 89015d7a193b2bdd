"""Log-probabilities and per-layer log-dets of a flow, computed by PyTorch in float64 from the flow's parameters.

Reads one JSON object on stdin:

    {"points": [[...], ...],
     "tensors": "parameters.safetensors",          (optional; needed for {"tensor": ...} below)
     "layers": [{"type", "config", "parameters", "inverse": false}, ...],
     "base": {"type", "config", "parameters"}}

`config` holds the layer's keys in force, masks and orders as lists; `parameters` maps the layer's own names
(`conditioner.layer0.weight`) to nested lists or to {"tensor": name, "slice": [i, ...]} in the safetensors file, where `slice`
picks the turn of a stacked repeat. Prints {"logProb": [n], "base": [n], "layers": [[n], ...], "latent": [[...], ...]}.

Only the *values* of the maps are written down here. Every log-det is log|det| of the Jacobian that automatic
differentiation gives, so that a wrong log-det formula cannot hide by being wrong on both sides.
"""

import json
import struct
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def read_safetensors(path):
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    kinds = {"F32": torch.float32, "F64": torch.float64, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        raw = bytearray(content[8 + length + first : 8 + length + last])
        values = torch.frombuffer(raw, dtype=kinds[entry["dtype"]]) if raw else torch.empty(0)
        tensors[name] = values.reshape(entry["shape"]).double()
    return tensors


class Parameters:
    """A layer's parameters by their own names."""

    def __init__(self, entries, tensors):
        self.values = {name: self.resolve(entry, tensors) for name, entry in (entries or {}).items()}

    @staticmethod
    def resolve(entry, tensors):
        if not isinstance(entry, dict):
            return torch.tensor(entry, dtype=torch.float64)
        value = tensors[entry["tensor"]]
        for index in entry.get("slice", []):
            value = value[index]
        return value

    def __getitem__(self, name):
        return self.values[name]

    def __contains__(self, name):
        return name in self.values

    def within(self, prefix):
        inner = Parameters({}, {})
        inner.values = {k[len(prefix) :]: value for k, value in self.values.items() if k.startswith(prefix)}
        return inner

    def dense(self, name, x):
        return x @ self[f"{name}.weight"] + self[f"{name}.bias"]


ACTIVATIONS = {
    "relu": F.relu,
    "tanh": torch.tanh,
    "elu": F.elu,
    "gelu": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "leaky-relu": lambda x: F.leaky_relu(x, 0.01),
}


def conditioner(config, parameters, x):
    kind = config.get("type", "mlp")
    activation = ACTIVATIONS[config.get("activation", "relu")]
    if kind == "mlp":
        last = 0
        while f"layer{last + 1}.weight" in parameters:
            last += 1
        for layer in range(last):
            x = activation(parameters.dense(f"layer{layer}", x))
        return parameters.dense(f"layer{last}", x)
    if kind == "resnet":
        hidden = parameters.dense("input", x)
        block = 0
        while f"block{block}.linear0.weight" in parameters:
            inner = parameters.dense(f"block{block}.linear0", activation(hidden))
            hidden = hidden + parameters.dense(f"block{block}.linear1", activation(inner))
            block += 1
        return parameters.dense("output", hidden)
    raise NotImplementedError(f"conditioner {kind!r}")


def log_scale(config, a):
    if config.get("scale", "tanh") == "sigmoid":
        return F.logsigmoid(a + 2)
    bound = config.get("scaleBound", 3)
    return bound * torch.tanh(a / bound)


def affine_map(config, x, raw):
    a, t = raw.chunk(2)
    return x * torch.exp(log_scale(config, a)) + t


def spline_map(config, x, raw):
    """Rational-quadratic spline (Durkan et al. 2019, eq. 4) on [-B, B] for every coordinate of one sample, by searching the bin."""
    bins, bound = config.get("bins", 8), config.get("bound", 3)
    circular = config.get("tails", "linear") == "circular"
    raw = raw.reshape(len(x), -1)
    minimum = config.get("minDerivative", 1e-3)
    offset = torch.log(torch.expm1(torch.tensor(1.0 - minimum)))

    def knots(free, smallest):
        sizes = smallest + (1 - smallest * bins) * torch.softmax(free, dim=1)
        ends = torch.cat([torch.zeros(len(x), 1), torch.cumsum(sizes, dim=1)], dim=1)
        return -bound + 2 * bound * ends

    xs = knots(raw[:, :bins], config.get("minWidth", 1e-3))
    ys = knots(raw[:, bins : 2 * bins], config.get("minHeight", 1e-3))
    slopes = minimum + F.softplus(raw[:, 2 * bins :] + offset)
    if circular:
        slopes = torch.cat([slopes, slopes[:, :1]], dim=1)
    else:
        slopes = F.pad(slopes, (1, 1), value=1.0)
    results = []
    for i in range(len(x)):
        value = x[i]
        if circular:
            value = torch.remainder(value + bound, 2 * bound) - bound
        elif not -bound < value < bound:
            results.append(value)
            continue
        k = int(torch.clamp(torch.searchsorted(xs[i].detach(), value.detach(), right=True) - 1, 0, bins - 1))
        width, height = xs[i, k + 1] - xs[i, k], ys[i, k + 1] - ys[i, k]
        s, d0, d1 = height / width, slopes[i, k], slopes[i, k + 1]
        xi = (value - xs[i, k]) / width
        numerator = height * (s * xi**2 + d0 * xi * (1 - xi))
        results.append(ys[i, k] + numerator / (s + (d0 + d1 - 2 * s) * xi * (1 - xi)))
    return torch.stack(results)


COUPLINGS = {
    "affine-coupling": affine_map,
    "additive-coupling": lambda config, x, raw: x + raw,
    "spline-coupling": spline_map,
}


def coupling(transform):
    def forward(config, parameters, x):
        mask = torch.tensor(config["mask"], dtype=torch.bool)
        raw = conditioner(config.get("conditioner") or {}, parameters.within("conditioner."), x[mask])
        moved = torch.nonzero(~mask).flatten()
        return x.index_put((moved,), transform(config, x[~mask], raw))

    return forward


def linear(config, parameters, x):
    lower = torch.tril(parameters["lower"], -1) + torch.eye(len(x))
    upper = torch.triu(parameters["upper"], 1) + torch.diag(torch.exp(parameters["logDiagonal"]))
    z = (x @ lower) @ upper
    return z + parameters["bias"] if "bias" in parameters else z


def affine(config, parameters, x):
    scale = torch.as_tensor(config.get("scale", 1.0), dtype=torch.float64)
    if "logScale" in parameters:
        return x * torch.sign(scale) * torch.exp(parameters["logScale"]) + parameters["shift"]
    return x * scale + torch.as_tensor(config.get("shift", 0.0), dtype=torch.float64)


def logit(config, parameters, x):
    alpha = config.get("alpha", 0.05)
    return torch.logit(alpha + (1 - 2 * alpha) * x)


MAPS = {
    **{name: coupling(transform) for name, transform in COUPLINGS.items()},
    "actnorm": lambda config, parameters, x: (x - parameters["mean"]) * torch.exp(parameters["logScale"]),
    "linear": linear,
    "affine": affine,
    "logit": logit,
    "permutation": lambda config, parameters, x: x[torch.tensor(config["order"])],
    "sigmoid": lambda config, parameters, x: torch.sigmoid(x),
    "tanh": lambda config, parameters, x: torch.tanh(x),
    "exp": lambda config, parameters, x: torch.exp(x),
    "softplus": lambda config, parameters, x: F.softplus(x),
    "leaky-relu": lambda config, parameters, x: F.leaky_relu(x, config.get("slope", 0.5)),
}


def base_log_prob(base, parameters, z):
    kind = base["type"]
    if kind == "normal":
        return torch.distributions.Normal(0.0, 1.0).log_prob(z).sum(dim=1)
    if kind == "diagonal-normal":
        return torch.distributions.Normal(parameters["mean"], torch.exp(parameters["logScale"])).log_prob(z).sum(dim=1)
    if kind == "logistic":
        return (F.logsigmoid(z) + F.logsigmoid(-z)).sum(dim=1)
    raise NotImplementedError(f"base {kind!r}")


def main():
    request = json.load(sys.stdin)
    tensors = read_safetensors(request["tensors"]) if "tensors" in request else {}
    h = torch.tensor(request["points"], dtype=torch.float64)
    log_dets = []
    for layer in request["layers"]:
        if layer["type"] not in MAPS or layer.get("inverse"):
            raise NotImplementedError(f"layer {layer['type']!r}{' inverted' if layer.get('inverse') else ''}")
        parameters = Parameters(layer.get("parameters"), tensors)

        def one(x, layer=layer, parameters=parameters):
            return MAPS[layer["type"]](layer["config"], parameters, x)

        # One sample at a time: no batching rule can mix samples, and the spline may branch on values.
        jacobians = [torch.autograd.functional.jacobian(one, x) for x in h]
        log_dets.append([float(torch.linalg.slogdet(jacobian).logabsdet) for jacobian in jacobians])
        h = torch.stack([one(x) for x in h])
    base = request["base"]
    base_values = base_log_prob(base, Parameters(base.get("parameters"), tensors), h)
    total = base_values + torch.tensor(log_dets).reshape(len(log_dets), len(h)).sum(dim=0)
    print(
        json.dumps({"logProb": total.tolist(), "base": base_values.tolist(), "layers": log_dets, "latent": h.tolist()})
    )


if __name__ == "__main__":
    main()
