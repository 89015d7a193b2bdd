import { expect, test } from 'vitest';
import { samplesTable } from './samples-table.ts';

const POINTS = { n: 2, columns: ['x', 'y'], values: Float64Array.of(1, 2, 3, 4) };

test('points with the labels and numbers of their context', () => {
  const table = samplesTable({
    ...POINTS,
    contexts: [
      { column: 'city', values: ['a,b', 'Rome'] },
      { column: 'size', values: null },
    ],
    contextValues: Float64Array.of(1, 0.5, 0, 2),
  });
  expect(table).toBe('x,y,city,size\n1,2,Rome,0.5\n3,4,"a,b",2\n');
});

test('without context, and from a daemon that does not send it', () => {
  expect(samplesTable({ ...POINTS, contexts: [], contextValues: null })).toBe('x,y\n1,2\n3,4\n');
  const contexts = [{ column: 'city', values: ['Rome'] }];
  expect(samplesTable({ ...POINTS, contexts, contextValues: null })).toBe('x,y\n1,2\n3,4\n');
});

test('numbers of categories are written as their names', () => {
  const categories = [{ column: 'y', values: ['a', 'b', 'c', 'd', 'Rome'] }];
  const table = samplesTable({ ...POINTS, categories, contexts: [], contextValues: null });
  expect(table).toBe('x,y\n1,c\n3,Rome\n');
});
