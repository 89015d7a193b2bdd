import { expect, test } from 'vitest';
import { evenCount } from '../../protocol/figures/samples.ts';
import { columnsOf, drawLines, linesOf, placeOf } from './sample-lines.ts';

test('a line has the pictures of its row, its samples, and their mean and deviation; the rest is background', () => {
  const shape = { height: 1, width: 2, channels: 1 };
  // Three samples for two rows with two pictures each.
  const conditions = {
    labels: ['row 4', 'row 5'],
    each: 2,
    names: ['crop', 'original'],
    cells: Uint8Array.of(1, 1, 2, 2, 3, 3, 4, 4),
  };
  const { images, white } = drawLines(Uint8Array.of(10, 10, 20, 20, 30, 30), 3, shape, conditions);
  expect(images).toMatchObject({ n: 12, ...shape });
  // The samples of the first line differ by 10, so their deviation is 5, the largest one. The second has one sample only.
  expect(white).toBe(5);
  expect([...(images.pixels as Uint8ClampedArray)]).toEqual([
    ...[1, 1, 2, 2, 10, 10, 20, 20, 15, 15, 255, 255],
    ...[3, 3, 4, 4, 30, 30, 0, 0, 30, 30, 0, 0],
  ]);
  expect([...(images.covered as Uint8Array)]).toEqual([
    ...[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    ...[1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1],
  ]);
  // The first condition image is narrower than a point.
  const areas = [
    { x: 1, y: 0, width: 1, height: 1 },
    { x: 0, y: 0, width: 2, height: 1 },
  ];
  const narrow = drawLines(Uint8Array.of(10, 10, 20, 20, 30, 30), 3, shape, { ...conditions, areas });
  expect([...(narrow.images.covered as Uint8Array)].slice(0, 6)).toEqual([0, 1, 1, 1, 1, 1]);
});

test('a place is a picture of a line, or a sample', () => {
  const lines = { each: 3, names: ['crop', 'original'] };
  expect([0, 1, 2, 4, 5, 6, 7, 11].map((place) => placeOf(lines, place))).toEqual([
    { line: 0, name: 'crop' },
    { line: 0, name: 'original' },
    { sample: 0 },
    { sample: 2 },
    { line: 0, summary: 'mean' },
    { line: 0, summary: 'deviation' },
    { line: 1, name: 'crop' },
    { sample: 5 },
  ]);
});

test('each value of a column has a line with its name; without values or rows there are no lines', () => {
  const lines = linesOf({ conditions: null, by: { column: 'label', values: ['0', '7'], each: 2 } });
  expect(lines).toMatchObject({ labels: ['label 0', 'label 7'], each: 2, names: [] });
  expect(columnsOf(lines!)).toBe(4);
  expect(linesOf({ conditions: null })).toBeNull();
});

test('samples are shared evenly, and are never more than can be shown', () => {
  expect([16, 64, 256].map((wanted) => evenCount(wanted, 10))).toEqual([20, 70, 250]);
  // With more values than images, the first values have one each.
  expect(evenCount(64, 300)).toBe(256);
});
