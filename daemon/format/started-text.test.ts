import { expect, test } from 'vitest';
import { shownName } from '../../protocol/shown-name.ts';
import { startedText } from './started-text.ts';

test('a label takes the place of the name', () => {
  expect(shownName({ name: 'moons' })).toBe('moons');
  expect(shownName({ name: 'moons', label: 'wider' })).toBe('wider');
});

test('the time of a run, as short as it can be', () => {
  const local = (year: number, month: number, day: number) => new Date(year, month - 1, day, 14, 5);
  const now = new Date(2026, 10, 28, 20, 0);
  const said = (date: Date) => startedText(date.toISOString(), 'en', now);
  expect(said(local(2026, 11, 28))).toBe('14:05');
  expect(said(local(2026, 11, 27))).toBe('Nov 27, 14:05');
  expect(said(local(2025, 11, 28))).toBe('Nov 28, 2025, 14:05');
});
