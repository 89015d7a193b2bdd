"""Training steps, log-densities and samples of a PyTorch flow, as requested by bench/measure.ts."""

import torch

import protocol


class TorchPeer:
    """`flow` has `log_prob` and `sample`; `data` is [protocol.ROWS, …]."""

    def __init__(self, batch, data, flow, fused=True, compiled=False, rate=protocol.LEARNING_RATE):
        self.batch = batch
        self.data = data
        self.flow = flow
        self.loss = torch.compile(self.mean_nll) if compiled else self.mean_nll
        self.optimizer = torch.optim.Adam(flow.parameters(), lr=rate, fused=fused)

    def mean_nll(self, x):
        return -self.flow.log_prob(x).mean()

    def rows(self, indices):
        return self.data[indices].float()

    def steps(self, n):
        for _ in range(n):
            loss = self.loss(self.rows(torch.randint(protocol.ROWS, (self.batch,))))
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
        return loss.item()

    @torch.no_grad()
    def log_prob(self, rows, n):
        x = self.rows(torch.arange(rows) % protocol.ROWS)
        for _ in range(n):
            self.flow.log_prob(x)

    @torch.no_grad()
    def sample(self, rows, n):
        for _ in range(n):
            self.flow.sample(rows)
