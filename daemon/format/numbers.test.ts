import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatError,
  formatEstimate,
  formatNats,
  formatNumber,
  formatP,
  formatProbability,
  formatRate,
  formatShortNats,
} from './numbers.ts';

test('nats', () => {
  expect(formatNats(1.00764)).toBe('1.0076');
  expect(formatNats(-0.81)).toBe('−0.8100');
  expect(formatNats(-0.00001)).toBe('0.0000');
  expect(formatNats(1805.123)).toBe('1805.12');
  expect(formatNats(-2.5e9)).toBe('−2.5e+9');
  expect(formatNats(Number.NaN)).toBe('n/a');
  expect([0.857, -0.001, -12.345, -4347.42, 2.5e9, null].map(formatShortNats)).toEqual([
    '0.86',
    '0.00',
    '−12.35',
    '−4347',
    '2.5e+9',
    'n/a',
  ]);
  expect(formatNats(Number.NEGATIVE_INFINITY)).toBe('−inf');
});

test('an estimate shows two standard errors', () => {
  expect(formatEstimate(0.0141, 0.0006)).toBe('0.0141 ± 0.0012');
  expect(formatEstimate(0.0141, null)).toBe('0.0141');
  // Both sides have the same decimals.
  expect(formatEstimate(2330.8, 481.7914)).toBe('2330.80 ± 963.58');
  expect(formatEstimate(-1.5, 2e8)).toBe('−1.5e+0 ± 4.0e+8');
  expect(formatEstimate(Number.NaN, Number.NaN)).toBe('n/a');
  // What JSON makes of a number that is not finite: no infinity, whose sign would be made up.
  expect([formatNats(null), formatEstimate(null, null), formatEstimate(1, Number.NaN)]).toEqual([
    'n/a',
    'n/a',
    '1.0000',
  ]);
  expect(formatEstimate(-Infinity, Number.NaN)).toBe('−inf');
});

test('numbers with significant digits', () => {
  expect(formatNumber(0)).toBe('0');
  expect(formatNumber(0.001)).toBe('0.001');
  expect(formatNumber(12.3456)).toBe('12.35');
  expect(formatNumber(-4.5e-9)).toBe('−4.5e−9');
  expect(formatNumber(2e8)).toBe('2e8');
  expect(formatError(3.14e-12)).toBe('3.1e−12');
  expect(formatError(0)).toBe('0');
});

test('counts and rates', () => {
  expect(formatCount(4096)).toBe('4096');
  expect(formatCount(20000)).toBe('20\u202f000');
  expect(formatCount(-1234567)).toBe('−1\u202f234\u202f567');
  expect(formatRate(950)).toBe('950');
  expect(formatRate(12_400)).toBe('12.4k');
  expect(formatRate(999_990)).toBe('1.0M');
  expect(formatRate(3.25)).toBe('3.3');
});

test('durations', () => {
  expect(formatDuration(0.0432)).toBe('43 ms');
  expect(formatDuration(0.9999)).toBe('1.0 s');
  expect(formatDuration(8.24)).toBe('8.2 s');
  expect(formatDuration(59.97)).toBe('1 m 00 s');
  expect(formatDuration(65)).toBe('1 m 05 s');
  expect(formatDuration(3599.7)).toBe('1 h 00 m');
  expect(formatDuration(7620)).toBe('2 h 07 m');
  expect(formatDuration(3 * 86_400 + 4 * 3600)).toBe('3 d 04 h');
});

test('bytes', () => {
  expect(formatBytes(512)).toBe('512 B');
  expect(formatBytes(1536)).toBe('1.5 KiB');
  expect(formatBytes(83 * 1024 * 1024)).toBe('83.0 MiB');
  expect(formatBytes(1024 * 1024 - 1)).toBe('1.0 MiB');
});

test('probabilities', () => {
  expect([1, 0.5, 0.0345, 0.00012, 3e-9, null].map(formatProbability)).toEqual([
    '1.0',
    '0.50',
    '0.035',
    '0.00012',
    '< 0.0001',
    'n/a',
  ]);
  expect([0.4, 3e-9].map(formatP)).toEqual(['p = 0.40', 'p < 0.0001']);
});
