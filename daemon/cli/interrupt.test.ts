import { expect, test } from 'vitest';
import { Interrupted, interruptible } from './interrupt.ts';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s aborts the work, and the status says so', async (name, status) => {
  const before = process.listenerCount(name);
  const work = interruptible(async (signal) => {
    process.emit(name);
    signal.throwIfAborted();
  });
  const error = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Interrupted);
  expect(error).toMatchObject({ status });
  expect(process.listenerCount(name)).toBe(before);
});
