import { expect, test } from 'vitest';
import { logNormalInterval, scaledErfc } from '../../statistics/normal-interval.ts';
import { logBesselI0Scaled } from './bessel.ts';
import { entropyOnGrid } from './entropy-on-grid.ts';
import { gaussLegendre } from './gauss-legendre.ts';

test('Gauss–Legendre with n points is exact for degree 2n − 1', () => {
  for (const n of [1, 2, 5, 16]) {
    const { nodes, weights } = gaussLegendre(n);
    for (let degree = 0; degree < 2 * n; degree++) {
      const sum = nodes.reduce((total, x, i) => total + weights[i]! * x ** degree, 0);
      expect(sum).toBeCloseTo(degree % 2 === 0 ? 2 / (degree + 1) : 0, 13);
    }
  }
});

test('scaled erfc agrees with values computed to 20 digits', () => {
  for (const [x, value] of [
    [0.1, 0.8964569799691267],
    [0.46, 0.636787383832713],
    [0.5, 0.6156903441929259],
    [1, 0.427583576155807],
    [2.5, 0.2108063640611436],
    [3.99, 0.1373240409142297],
    [4.01, 0.13667636742994915],
    [10, 0.05614099274382259],
    [100, 0.005641613782989433],
  ] as const) {
    expect(Math.abs(scaledErfc(x) / value - 1)).toBeLessThan(1e-15);
  }
});

test('ln I₀ agrees with values computed to 20 digits, on both sides of the change of series', () => {
  for (const [x, value] of [
    [0, 0.0],
    [0.5, -0.4384502808145187],
    [3, -1.414692378186579],
    [24.9, -2.521247044053312],
    [25.1, -2.525288775386073],
    [80, -3.1083794552144006],
    [700, -4.194300001556551],
  ] as const) {
    expect(logBesselI0Scaled(x)).toBeCloseTo(value, 13);
  }
});

test('normal intervals add up and stay accurate in the tails', () => {
  for (const [a, b, c] of [
    [-3, -1, 0.5],
    [-0.2, 0.1, 4],
    [1, 2, 7],
    [9, 9.5, 11],
    [-40, -39.9, -39.7],
  ] as const) {
    const whole = logNormalInterval(a, c);
    const parts = Math.exp(logNormalInterval(a, b) - whole) + Math.exp(logNormalInterval(b, c) - whole);
    expect(parts).toBeCloseTo(1, 12);
  }
  expect(logNormalInterval(-1, 1)).toBeCloseTo(Math.log(0.6826894921370859), 14);
  // Mills ratio, leading terms: Φ(−a) ≈ φ(a)/a·(1 − 1/a²).
  expect(logNormalInterval(200, 201)).toBeCloseTo(-20000 - Math.log(200) - 0.5 * Math.log(2 * Math.PI) - 1 / 40000, 8);
});

test('entropy of a Gaussian on a grid', () => {
  const sigma = 0.3;
  const logProb = (points: Float64Array) =>
    Float64Array.from({ length: points.length / 2 }, (_, i) => {
      const square = points[2 * i]! ** 2 + points[2 * i + 1]! ** 2;
      return -square / (2 * sigma * sigma) - Math.log(2 * Math.PI * sigma * sigma);
    });
  const box = { left: -2.7, right: 2.7, bottom: -2.7, top: 2.7 };
  expect(entropyOnGrid(logProb, box, sigma / 2)).toBeCloseTo(1 + Math.log(2 * Math.PI * sigma * sigma), 10);
});
