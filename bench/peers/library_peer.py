"""The bench's flows as a library builds them: zuko if it can be imported, else normflows (affine couplings only).

The libraries bound the log-scale in their own ways (zuko: soft clamp; normflows: none); sizes, masks, base and
optimizer are the same.
"""

import protocol

protocol.limit_threads()

import torch
import torch_peer


def zuko_flow(zuko, config):
    common = {"transforms": config["couplings"], "hidden_features": tuple(protocol.widths(config))}
    kind, dimension = protocol.kind(config), config["dimension"]
    if kind == "autoregressive":
        flow = zuko.flows.MAF(dimension, **common)
    elif kind == "spline":
        # Two passes: a coupling.
        flow = zuko.flows.NSF(dimension, bins=protocol.SPLINE["bins"], passes=2, **common)
    else:
        flow = {"affine": zuko.flows.RealNVP, "additive": zuko.flows.NICE}[kind](dimension, **common)

    class Flow(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.flow = flow

        def log_prob(self, x):
            return self.flow().log_prob(x)

        def sample(self, rows):
            return self.flow().sample((rows,))

    return Flow()


def normflows_flow(normflows, config):
    if protocol.kind(config) != "affine":
        raise NotImplementedError(protocol.kind(config))
    dimension, hidden = config["dimension"], config["hidden"]
    even = (torch.arange(dimension) % 2 == 0).float()
    flows = []
    # normflows lists layers from latent to data.
    for k in reversed(range(config["couplings"])):
        widths = [dimension, hidden, hidden, dimension]
        t, s = (normflows.nets.MLP(widths, init_zeros=True) for _ in range(2))
        flows.append(normflows.flows.MaskedAffineFlow(even if k % 2 == 0 else 1 - even, t, s))
    flow = normflows.NormalizingFlow(normflows.distributions.DiagGaussian(dimension, trainable=False), flows)

    class Flow(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.flow = flow

        def log_prob(self, x):
            return self.flow.log_prob(x)

        def sample(self, rows):
            return self.flow.sample(rows)[0]

    return Flow()


def library():
    try:
        import zuko

        return "zuko", getattr(zuko, "__version__", "?"), lambda config: zuko_flow(zuko, config)
    except ImportError:
        import normflows

        return "normflows", getattr(normflows, "__version__", "?"), lambda config: normflows_flow(normflows, config)


if __name__ == "__main__":
    name, version, build = library()

    class Peer(torch_peer.Peer):
        def build(self, config):
            return build(config)

    protocol.main(name, {name: version, "torch": torch.__version__}, Peer)
