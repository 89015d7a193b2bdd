import { expect, test } from 'vitest';
import * as z from 'zod';
import { defineMethod } from '../../protocol/rpc/method.ts';
import { createHandler } from './handler.ts';
import { lateServices } from './late-services.ts';
import type { Service } from './service.ts';

const handler = (name: string) => createHandler(defineMethod(name, z.unknown(), z.unknown()), async () => null);

function setUp(open: () => Promise<readonly Service[]>) {
  const log: string[] = [];
  const failures: string[] = [];
  const late = lateServices({
    open,
    core: [handler('core')],
    log: (text) => log.push(text),
    onFailed: () => failures.push('failed'),
  });
  return { late, log, failures };
}

const service = (name: string, ended: string[] = []): Service => ({
  handlers: [handler(name)],
  busy: () => ({ running: 1, queued: 2 }),
  dispose: async () => void ended.push(name),
});

test('the core answers at once, the rest when it is loaded; it is loaded once', async () => {
  let opened = 0;
  const { late } = setUp(async () => {
    opened++;
    return [service('a'), service('b')];
  });
  expect([late.find('core') !== undefined, late.find('a'), opened]).toEqual([true, undefined, 0]);
  expect(late.busy()).toEqual({ running: 0, queued: 0 });
  late.begin();
  late.begin();
  await late.loading;
  expect(opened).toBe(1);
  expect([late.loading, late.find('a') !== undefined, late.find('b') !== undefined]).toEqual([null, true, true]);
  expect(late.busy()).toEqual({ running: 2, queued: 4 });
});

test('an end before they load: they are not loaded any more, so that no worker of theirs outlives the daemon', async () => {
  let opened = 0;
  const { late } = setUp(async () => {
    opened++;
    return [service('a')];
  });
  await late.dispose();
  // The first client was let in just before the end.
  late.begin();
  expect([opened, late.find('a'), late.busy()]).toEqual([0, undefined, { running: 0, queued: 0 }]);
});

test('an end while they load ends what comes of it', async () => {
  const ended: string[] = [];
  const opening = Promise.withResolvers<readonly Service[]>();
  const { late } = setUp(() => opening.promise);
  late.begin();
  const disposed = late.dispose();
  opening.resolve([service('a', ended)]);
  await disposed;
  expect(ended).toEqual(['a']);
});

test('services that cannot be loaded, and two of one name, are told of', async () => {
  for (const open of [() => Promise.reject(new Error('no such file')), async () => [service('core')]]) {
    const { late, log, failures } = setUp(open);
    late.begin();
    await late.loading;
    expect(failures).toEqual(['failed']);
    expect(log[0]).toMatch(/no such file|two handlers of core/);
    expect(late.find('core')).toBeDefined();
  }
});
