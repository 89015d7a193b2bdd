import { expect, test } from 'vitest';
import type { Finding } from '../../statistics/findings/findings.ts';
import { consequencesOf } from './consequence-text.ts';
import { verdictLine, verdictOf } from './verdict-text.ts';

const worse: Finding = { kind: 'worse-than-gaussian', nll: 2.18, gaussian: 1.91, later: null };
const gap: Finding = { kind: 'overfitting', gap: 1.9, worse: null };
const cancelled: Finding = { kind: 'cancelled', layers: [0, 1], worst: null, limits: [], logDets: [] };

test('without findings, the line names the number of checks and the pending ones', () => {
  expect(verdictLine({ findings: [], consequences: [], checks: 14, pending: [] })).toBe('No problem found (14 checks)');
  expect(verdictLine({ findings: [], consequences: [], checks: 14, pending: ['overfitting'] })).toBe(
    'No problem found so far (14 checks, pending: overfitting)',
  );
  expect(verdictLine({ findings: [cancelled], consequences: [], checks: 14, pending: [] })).toBe(
    'No problem found (14 checks, 1 note)',
  );
});

test('the first finding is described, the others are counted', () => {
  expect(verdictLine({ findings: [worse], consequences: [], checks: 14, pending: [] })).toBe(
    'Worse than a Gaussian by 0.27 nats',
  );
  const examined = {
    findings: [gap, worse, cancelled],
    consequences: [],
    checks: 14,
    pending: ['overfitting'],
  } as const;
  expect(verdictOf(examined)).toMatchObject({
    finding: gap,
    severity: 'fault',
    rest: ['1 more finding', '1 note', 'pending: overfitting'],
  });
});

test('consequences are listed in a few words, below the finding that they follow from', () => {
  const mismatch: Finding = {
    kind: 'mismatch',
    term: 'base-mismatch',
    value: 0.55,
    expected: 0,
    limit: 0.1,
    later: null,
  };
  const dead: Finding = { ...cancelled, kind: 'dead', layers: [3, 6, 7] };
  const consequences = [worse, mismatch, dead].map((finding) => ({ of: gap.kind, finding }));
  expect(consequencesOf({ consequences }, gap)).toEqual([
    '0.27 nats worse than a Gaussian',
    'base mismatch of 0.55 nats',
    '3 dead layers (3, 6, 7)',
  ]);
  expect(consequencesOf({ consequences }, worse)).toEqual([]);
});
