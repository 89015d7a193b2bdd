import { expect, test } from 'vitest';
import { PanelFailure } from '../../bridge/panel-failure.ts';
import { Resource } from './resource.ts';

function resource() {
  let updates = 0;
  const host = {
    addController() {},
    removeController() {},
    requestUpdate: () => void updates++,
    updateComplete: Promise.resolve(true),
  };
  return { found: new Resource<string>(host), updates: () => updates };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

test('one request per key; the previous value stays while the next one loads', async () => {
  const { found, updates } = resource();
  let asked = 0;
  const ask = (answer: string) => async () => {
    asked++;
    return answer;
  };
  found.load('a', ask('A'));
  found.load('a', ask('never'));
  expect(found.loading).toBe(true);
  await settle();
  expect([found.value, found.loading, asked, updates()]).toEqual(['A', false, 1, 1]);
  found.load('b', ask('B'));
  expect([found.value, found.loading, found.stale]).toEqual(['A', true, true]);
  await settle();
  expect(found.value).toBe('B');
});

test('a newer request cancels the older one, whose answer is ignored', async () => {
  const { found } = resource();
  const aborted: string[] = [];
  const slow = (answer: string) => (signal: AbortSignal) =>
    new Promise<string>((resolve) => {
      signal.addEventListener('abort', () => aborted.push(answer));
      setTimeout(() => resolve(answer), 5);
    });
  found.load('a', slow('A'));
  found.load('b', slow('B'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([found.value, aborted]).toEqual(['B', ['A']]);
});

test('a request for a followed run completes before the next one starts', async () => {
  const { found, updates } = resource();
  const slow = (answer: string) => () => new Promise<string>((resolve) => setTimeout(() => resolve(answer), 5));
  found.load('step 1', slow('1'), 'run');
  found.load('step 2', slow('2'), 'run');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([found.value, updates()]).toEqual(['1', 1]);
  found.load('step 3', slow('3'), 'run');
  expect([found.loading, found.stale]).toEqual([true, false]);
  // Of another run: not waited for.
  found.load('other', slow('other'), 'other run');
  expect(found.stale).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(found.value).toBe('other');
});

test('a failure stays until a retry; a cancelled request is repeated by the next load', async () => {
  const { found } = resource();
  found.load('a', async () => Promise.reject(new Error('broken')));
  await settle();
  expect(found.error).toEqual(new Error('broken'));
  found.load('a', async () => 'not asked');
  await settle();
  expect(found.value).toBeNull();
  found.retry();
  found.load('a', async () => 'A');
  await settle();
  expect([found.value, found.error]).toEqual(['A', null]);
  const cancelled = new PanelFailure({ code: 'x', message: 'superseded', hint: null, cancelled: true });
  found.load('b', async () => Promise.reject(cancelled));
  await settle();
  expect(found.error).toBeNull();
  found.load('b', async () => 'B');
  await settle();
  expect(found.value).toBe('B');
});

test('only a failed request is made again once the daemon is back', async () => {
  const { found } = resource();
  const answers = [() => Promise.reject(new Error('the daemon ended')), () => Promise.resolve('A')];
  const load = () => found.load('a', () => answers.shift()!());
  load();
  await settle();
  expect(found.error).not.toBeNull();
  found.forgetFailure();
  load();
  await settle();
  expect([found.value, found.error]).toEqual(['A', null]);
  found.forgetFailure();
  load();
  expect(found.loading).toBe(false);
});
