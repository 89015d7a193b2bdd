import { expect, test } from 'vitest';
import { type Job, runJobs } from './schedule.ts';

const job = (title: string, needs: readonly string[] = []): Job => ({ title, command: '', args: [], needs });

/** A run of jobs by hand: they end when they are told to. */
function byHand() {
  const started: string[] = [];
  const ends = new Map<string, (code: number) => void>();
  const run = ({ title }: Job) => {
    started.push(title);
    return new Promise<number>((resolve) => ends.set(title, resolve));
  };
  const end = async (title: string, code = 0) => {
    ends.get(title)!(code);
    // Whatever follows from it has happened.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { started, run, end };
}

test('two at a time, the first that can start first', async () => {
  const { started, run, end } = byHand();
  const done = runJobs([job('a'), job('b', ['a']), job('c'), job('d'), job('e')], 2, run);
  expect(started).toEqual(['a', 'c']);
  await end('c');
  expect(started).toEqual(['a', 'c', 'd']);
  await end('a');
  expect(started).toEqual(['a', 'c', 'd', 'b']);
  await end('d');
  await end('b');
  await end('e');
  expect((await done).map(({ job: { title }, code }) => [title, code])).toEqual(
    ['a', 'b', 'c', 'd', 'e'].map((title) => [title, 0]),
  );
});

test('what needs a failed job does not run, and says which; the rest does', async () => {
  const { started, run, end } = byHand();
  const done = runJobs([job('build'), job('package', ['build']), job('editor', ['package']), job('types')], 1, run);
  await end('build', 2);
  await end('types');
  expect(started).toEqual(['build', 'types']);
  expect((await done).map(({ code, blockedBy }) => [code, blockedBy])).toEqual([
    [2, null],
    [1, 'build'],
    [1, 'package'],
    [0, null],
  ]);
});

test('a need that is not in the list is met, and a circle is an error', async () => {
  expect(await runJobs([job('a', ['elsewhere'])], 2, async () => 0)).toMatchObject([{ code: 0 }]);
  await expect(runJobs([job('a', ['b']), job('b', ['a'])], 2, async () => 0)).rejects.toThrow('need each other: a, b');
});

test('a job that is alone runs beside none, after all others', async () => {
  const { started, run, end } = byHand();
  const done = runJobs([{ ...job('strict'), alone: true }, job('a'), job('b'), job('c')], 2, run);
  expect(started).toEqual(['a', 'b']);
  await end('a');
  await end('b');
  expect(started).toEqual(['a', 'b', 'c']);
  await end('c');
  expect(started).toEqual(['a', 'b', 'c', 'strict']);
  await end('strict');
  expect((await done).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
});

test('a job that mostly waits takes no lane', async () => {
  const { started, run, end } = byHand();
  const done = runJobs([{ ...job('set-up'), waits: true }, job('editor', ['set-up']), job('a'), job('b')], 1, run);
  expect(started).toEqual(['set-up', 'a']);
  await end('set-up');
  expect(started).toEqual(['set-up', 'a']);
  await end('a');
  expect(started).toEqual(['set-up', 'a', 'editor']);
  await end('editor');
  await end('b');
  expect((await done).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
});
