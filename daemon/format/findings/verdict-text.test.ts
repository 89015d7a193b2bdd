import { expect, test } from 'vitest';
import type { Finding } from '../../statistics/findings/findings.ts';
import { verdictLine, verdictOf } from './verdict-text.ts';

const worse: Finding = { kind: 'worse-than-gaussian', nll: 2.18, gaussian: 1.91 };
const gap: Finding = { kind: 'overfitting', gap: 1.9, since: null };
const cancelled: Finding = { kind: 'cancelled', layers: [0, 1], worst: null, limits: [], logDets: null };

test('without findings, the line says what was checked and what is pending', () => {
  expect(verdictLine({ findings: [], checks: 14, pending: [] })).toBe('No problem found (14 checks)');
  expect(verdictLine({ findings: [], checks: 14, pending: ['overfitting'] })).toBe(
    'No problem found so far (14 checks, pending: overfitting)',
  );
  expect(verdictLine({ findings: [cancelled], checks: 14, pending: [] })).toBe('No problem found (14 checks, 1 note)');
});

test('the first finding is said, the others are counted', () => {
  expect(verdictLine({ findings: [worse], checks: 14, pending: [] })).toBe('Worse than a Gaussian by 0.27 nats');
  const examined = { findings: [gap, worse, cancelled], checks: 14, pending: ['overfitting'] } as const;
  expect(verdictOf(examined)).toMatchObject({
    finding: gap,
    severity: 'fault',
    rest: ['1 more finding', '1 note', 'pending: overfitting'],
  });
});
