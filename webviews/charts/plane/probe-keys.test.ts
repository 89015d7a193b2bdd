import { expect, test } from 'vitest';
import type { Extent } from './plane-navigation.ts';
import { probedBy } from './probe-keys.ts';

const EXTENT: Extent = [0, 64, 0, 32];
const press = (key: string, point: { x: number; y: number } | null, more: object = {}) =>
  probedBy({ key, preventDefault() {}, ...more } as unknown as KeyboardEvent, EXTENT, point);

test('arrow keys move the cross-hair, which starts in the middle', () => {
  expect(press('ArrowRight', null)).toEqual({ point: { x: 32, y: 16 } });
  expect(press('ArrowRight', { x: 10, y: 5 })).toEqual({ point: { x: 11, y: 5 } });
  expect(press('ArrowDown', { x: 10, y: 5 })).toEqual({ point: { x: 10, y: 4.5 } });
});

test('at the edge, the picture moves along', () => {
  expect(press('ArrowLeft', { x: 0, y: 5 })).toEqual({ point: { x: -1, y: 5 }, extent: [-1, 63, 0, 32] });
});

test('with shift the picture moves, plus and minus zoom around the cross-hair, 0 shows all', () => {
  expect(press('ArrowRight', { x: 10, y: 5 }, { shiftKey: true })!.extent![0]).toBeGreaterThan(0);
  const { extent } = press('+', { x: 0, y: 0 })!;
  expect([extent![0], extent![2]]).toEqual([0, 0]);
  expect(extent![1]).toBeCloseTo(64 / 1.2, 10);
  expect(press('+', null)!.extent![0]).toBeGreaterThan(0);
  expect(press('0', { x: 10, y: 5 })).toEqual({ extent: null });
});

test('escape removes it; other keys are left to the editor', () => {
  expect(press('Escape', { x: 1, y: 1 })).toEqual({ point: null });
  expect([press('Escape', null), press('a', null), press('ArrowLeft', null, { ctrlKey: true })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
