import { expect, test } from 'vitest';
import { proofPage } from './page.ts';
import { atLeast, atMost } from './proof.ts';

const where = {
  commit: `${'0123456789'.repeat(4)}+`,
  date: '2026-01-02T03:04:05.000Z',
  processor: 'a processor',
  cores: 2,
  memory: '8.0 GiB',
  system: 'linux',
  node: '24.0.0',
};

test('a value that is missing or not a number is a miss', () => {
  expect(atMost('gap', 0.02, 0.03, 'nats').ok).toBe(true);
  expect(atMost('gap', null, 0.03, 'nats').ok).toBe(false);
  expect(atMost('gap', Number.NaN, 0.03, 'nats').ok).toBe(false);
  expect(atLeast('speed', 1.9, 2, '×').ok).toBe(false);
  expect(atLeast('speed', Number.NaN, 2, '×').ok).toBe(false);
});

test('the page states targets, figures, misses, machine and commit', () => {
  const results = [atMost('gap |x|', 0.0214, 0.03, 'nats'), atLeast('speed', null, 2, '')];
  const page = proofPage({ name: 'quality', title: 'Quality', results, notes: ['How.'] }, where);
  expect(page).toContain('1 of 2 targets held');
  expect(page).toContain('| gap \\|x\\| | ≤ 0.03 nats | 0.0214 nats | ✓ |');
  expect(page).toContain('| speed | ≥ 2 | not measured | ✗ missed |');
  expect(page).toContain('`012345678901+`');
  expect(page).toContain('npm run prove quality');
});
