"""ln q of held-out rows by scikit-learn and scipy, in float64: what `flowscope evaluate` calls baselines.

Reads {"train": [[...], ...], "test": [[...], ...], "means": [[...], ...], "factors": [f, ...]}. Prints {"logProb": [],
"layers": [Gaussian, mixture from these means, one kernel density estimate for each factor by scikit-learn, and by the
formula]}, each [n]. With "weights" of the training rows, which are whole numbers: [Gaussian by numpy's weighted covariance,
mixture of the rows repeated as often, kernels of scipy with weights by Scott's rule with the covariance that divides by the sum
of the weights], the last one up to 5 columns.
"""
import json
import sys

import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from scipy.stats import gaussian_kde, multivariate_normal
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KernelDensity



def weighted(train, test, means, weights):
    k, width = means.shape
    mean = np.average(train, axis=0, weights=weights)
    covariance = np.atleast_2d(np.cov(train.T, aweights=weights, bias=True))
    mixture = GaussianMixture(
        k, weights_init=np.full(k, 1 / k), means_init=means, precisions_init=np.array([np.eye(width)] * k)
    ).fit(np.repeat(train, weights, axis=0))
    found = [multivariate_normal(mean, covariance).logpdf(test), mixture.score_samples(test)]
    if width <= 5:
        # scipy's covariance divides by Σw − Σw²/Σw; the bandwidth undoes it.
        unbiased = 1 - (weights**2).sum() / weights.sum() ** 2
        kernels = gaussian_kde(train.T, weights=weights, bw_method=lambda own: own.scotts_factor() * np.sqrt(unbiased))
        found.append(kernels.logpdf(test.T))
    return found


request = json.load(sys.stdin)
train, test, means = (np.array(request[key]) for key in ("train", "test", "means"))
if "weights" in request:
    found = weighted(train, test, means, np.array(request["weights"]))
    print(json.dumps({"logProb": [], "layers": [values.tolist() for values in found]}))
    sys.exit()
mean, covariance = train.mean(0), np.atleast_2d(np.cov(train.T, bias=True))
k, width = means.shape
mixture = GaussianMixture(
    k,
    weights_init=np.full(k, 1 / k),
    means_init=means,
    precisions_init=np.array([np.eye(width)] * k),
).fit(train)
factor = np.linalg.cholesky(covariance)
whiten = lambda rows: np.linalg.solve(factor, (rows - mean).T).T
log_det = np.log(np.diag(factor)).sum()
squares = cdist(whiten(test), whiten(train), "sqeuclidean")
trees = [
    KernelDensity(bandwidth=f, rtol=0, atol=0).fit(whiten(train)).score_samples(whiten(test)) - log_det
    for f in request["factors"]
]
sums = [
    logsumexp(-squares / (2 * f * f), axis=1) - np.log(len(train)) - width * np.log(f * np.sqrt(2 * np.pi)) - log_det
    for f in request["factors"]
]
found = [multivariate_normal(mean, covariance).logpdf(test), mixture.score_samples(test), *trees, *sums]
print(json.dumps({"logProb": [], "layers": [np.asarray(values).tolist() for values in found]}))
