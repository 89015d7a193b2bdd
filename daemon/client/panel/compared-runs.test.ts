import { expect, test } from 'vitest';
import { finishedRun } from '../../testing/finished-run.ts';
import { comparedRuns } from './compared-runs.ts';

const run = (runDir: string, spec: string, begun = true, shape = [2]) => ({
  ...finishedRun(0),
  ...{ runDir, spec, begun, shape },
});
/** Newest first. */
const RUNS = [run('/d', 'rings', false), run('/c', 'moons'), run('/b', 'rings'), run('/a', 'moons')];

test('a run is compared with the newest other one of its spec, or of data of its shape', () => {
  expect(comparedRuns('/a', [], RUNS)).toEqual(['/a', '/c']);
  expect(comparedRuns('/c', [], RUNS)).toEqual(['/c', '/a']);
  expect(comparedRuns('/b', [], RUNS)).toEqual(['/b', '/c']);
  expect(comparedRuns('/a', [], [RUNS[3]!])).toEqual(['/a']);
  const images = run('/i', 'digits', true, [8, 8, 1]);
  expect(comparedRuns('/i', [], [images, ...RUNS])).toEqual(['/i']);
});

test('runs that are compared already stay; the one that the user comes from is the first', () => {
  expect(comparedRuns('/a', ['/b', '/a', '/c'], RUNS)).toEqual(['/a', '/b', '/c']);
  expect(comparedRuns('/a', ['/b', '/c'], RUNS)).toEqual(['/a', '/c']);
  expect(comparedRuns('/a', ['/a'], RUNS)).toEqual(['/a', '/c']);
});
