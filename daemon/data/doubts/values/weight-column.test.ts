/** Weights are told from measured weights by their names and values, and log densities beside them are found. */
import { expect, test } from 'vitest';
import { normal, uniform } from '../example-numbers.ts';
import { tableOf } from '../testing/table-of.ts';
import { logDensity } from './log-density.ts';
import { weightColumn } from './weight-column.ts';

type Columns = Parameters<typeof tableOf>[0];
const A = { a: (i: number) => normal(i), b: (i: number) => normal(i, 1) };
const gamma = (i: number) => -Math.log(uniform(i, 8));
/** How it is known, or null. */
const why = (columns: Columns, rows = 400, keys = {}) =>
  weightColumn.in(weightColumn.detect(tableOf(columns, rows, keys))).map(({ because }) => because)[0] ?? null;

test.each(['sample_weight', 'importance_weights', 'Multiplicity', 'mult'])('%s is a weight by its name', (name) => {
  expect(why({ ...A, [name]: (i) => 1 + (i % 2) })).toBe('name');
  expect([why({ ...A, [name]: () => 1 }), why({ ...A, [name]: (i) => normal(i, 5) })]).toEqual([null, null]);
});

test.each(['weight', 'weights', 'w', 'wt', 'Weight'])('%s needs values of a weight', (name) => {
  expect(why({ ...A, [name]: gamma })).toBe('unrelated');
  expect(why({ ...A, [name]: gamma }, 40)).toBe(null);
  // A body weighs much or little, but hardly differs that much, or goes with its length.
  expect(why({ ...A, [name]: (i) => 70 + 12 * normal(i, 5) })).toBe(null);
  expect(why({ ...A, [name]: (i) => Math.exp(normal(i)) })).toBe(null);
  expect(why({ ...A, [name]: (i) => normal(i, 5) })).toBe(null);
  expect(why({ [name]: gamma })).toBe(null);
});

test('weights that go with a column are known by their sum, as multiplicities, or by a log density', () => {
  const related = (i: number) => Math.exp(normal(i));
  const sum = Array.from({ length: 400 }, (_, i) => related(i)).reduce((a, b) => a + b);
  expect(why({ ...A, w: (i) => related(i) / sum })).toBe('normalized');
  expect(why({ ...A, w: (i) => Math.floor(1 + related(i) / 2) })).toBe('multiplicity');
  // Counts of other things begin with 0.
  expect(why({ ...A, w: (i) => Math.floor(related(i)) })).toBe(null);
  expect(why({ ...A, w: related, minuslogpost: (i) => normal(i) ** 2 })).toBe('density');
});

test('other names are no weights, nor is a logarithm', () => {
  for (const name of ['logwt', 'W', 'width', 'body_weight', 'weight_kg', 'multiple']) {
    expect([name, why({ ...A, [name]: gamma })]).toEqual([name, null]);
  }
});

test('a list of columns says what is modeled; a row with nearly all of the weight cannot be used', () => {
  expect(why({ ...A, w: gamma }, 400, { chosen: true })).toBe(null);
  expect(why({ ...A, sample_weight: (i) => (i === 3 ? 1e9 : uniform(i)) })).toBe(null);
});

test('log densities are found beside weights only', () => {
  const density = (i: number) => normal(i) ** 2 + normal(i, 1) ** 2;
  const found = (columns: Columns, keys = {}) =>
    logDensity.in(logDensity.detect(tableOf(columns, 400, keys))).flatMap(({ columns: all }) => all);
  const names = ['minuslogpost', '-logpost', 'loglike', 'logl', 'chi2', 'chi2__CMB', 'lnprob', 'log_prob', 'logwt'];
  for (const name of names) {
    const own = { ...A, weight: (i: number) => 1 + Math.floor(2 * gamma(i)), [name]: density };
    expect([name, found(own).map(({ column }) => column)]).toEqual([name, [name]]);
    expect(found({ ...A, [name]: density })).toEqual([]);
    expect(found(own, { chosen: true })).toEqual([]);
  }
  expect(found({ ...A, mult: (i) => 1 + (i % 3), logMass: density, H0: density })).toEqual([]);
});
