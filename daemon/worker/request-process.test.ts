/** Bad workers: each gives its request a distinct, correct message, and the next request a new process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { createRequestProcess, type RequestProcess, type RequestTimes } from './request-process.ts';

let made: RequestProcess[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(made.map((each) => each.dispose()));
  made = [];
});

function processOf(times: Partial<RequestTimes> = {}, script = 'scripted') {
  const lines: string[] = [];
  const target = createRequestProcess({
    script: fileURLToPath(new URL(`./testing/${script}-request-worker.ts`, import.meta.url)),
    name: 'the inspection process',
    log: (line) => lines.push(line),
    // A busy machine responds late.
    times: { grace: 60_000, ...times },
  });
  made.push(target);
  const ask = (what: string, signal = new AbortController().signal) => target.request({ what }, { signal });
  return { target, ask, lines };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 50_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it never happened');
    await delay(5);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('requests are answered one after the other by one process, with typed arrays as they are', async () => {
  const { target, ask } = processOf();
  const values = Float64Array.of(1, Number.NaN, 3);
  const signal = new AbortController().signal;
  const [answer, first, second] = await Promise.all([
    target.request({ what: 'echo', values }, { signal }),
    ask('pid'),
    ask('pid'),
  ]);
  expect(answer).toEqual({ what: 'echo', values });
  expect(first).toBe(second);
  const updates: unknown[] = [];
  expect(await target.request({ what: 'updates' }, { signal, onUpdate: (value) => updates.push(value) })).toBe('done');
  expect(updates).toEqual([0, 1, 2]);
});

test('what the worker says of a request is passed on; it goes on working', async () => {
  const { ask, lines } = processOf();
  const pid = await ask('pid');
  await expect(ask('refuse')).rejects.toMatchObject({ code: 'missing-data', hint: 'Put it there.', exitCode: 2 });
  await expect(ask('throw')).rejects.toMatchObject({ code: 'crashed', message: 'x is undefined' });
  expect(await ask('pid')).toBe(pid);
  await until(() => lines.some((line) => line.includes('TypeError: x is undefined')));
});

test.each([
  ['crash', 'crashed', /ended by SIGSEGV.*Segmentation fault in a kernel/s],
  ['exit', 'crashed', /ended with status 7.*libonnxruntime\.so/s],
  ['memory', 'out-of-memory', /ran out of memory and ended by SIGABRT.*heap limit/s],
  ['garbage', 'protocol', /sent bytes that are not a message and was stopped/],
])('a worker that does "%s" fails one request with %s', async (what, code, message) => {
  const { ask } = processOf();
  const pid = await ask('pid');
  const failing = ask(what);
  const next = ask('pid');
  await expect(failing).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(await next).not.toBe(pid);
});

test('a worker that cannot start fails each request, and only those', async () => {
  const { ask } = processOf({}, 'broken');
  const outcomes = await Promise.allSettled([ask('echo'), ask('echo')]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { code: 'crashed', message: expect.stringMatching(/status 7 before it was ready\. libonnxruntime/) },
    });
  }
});

test('a script that does not exist is told', async () => {
  const { ask } = processOf({}, 'missing');
  await expect(ask('echo')).rejects.toMatchObject({
    code: 'daemon-outdated',
    message: expect.stringMatching(/was removed or replaced/),
  });
});

test('a message that is not of the protocol ends the worker', async () => {
  const { ask } = processOf({}, 'nonsense');
  await expect(ask('echo')).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringMatching(/violates the protocol/),
  });
});

test('a worker without a sign of life is ended', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const { ask } = processOf();
  const pid = (await ask('pid')) as number;
  const failed = expect(ask('hang')).rejects.toMatchObject({
    code: 'hung',
    message: expect.stringMatching(/did not respond for \d{3,} s/),
  });
  // Waits until the process is gone; the request's own timer starts only when it begins.
  for (let ended = false; !ended; await delay(20)) {
    vi.advanceTimersByTime(20_000);
    ended = !isAlive(pid);
  }
  await failed;
  vi.useRealTimers();
  expect(await ask('pid')).not.toBe(pid);
  expect(isAlive(pid)).toBe(false);
});

test('a cancelled request ends between two batches, and its process stays', async () => {
  const { ask } = processOf();
  const pid = await ask('pid');
  const controller = new AbortController();
  const waiting = ask('wait', controller.signal);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const reason = new Error('superseded');
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(await ask('pid')).toBe(pid);
});

test('a request that goes on after its cancellation costs the process, not those that wait', async () => {
  const { ask, lines } = processOf({ grace: 200 });
  const pid = (await ask('pid')) as number;
  const controller = new AbortController();
  const hanging = ask('hang', controller.signal);
  const next = ask('pid');
  controller.abort();
  await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
  expect(await next).not.toBe(pid);
  await until(() => !isAlive(pid));
  expect(lines.join('\n')).toMatch(/cancelled request within [\d.]+ s and was stopped/);
});

test('a request cancelled while it waits never reaches the worker', async () => {
  const { target, ask } = processOf();
  const first = new AbortController();
  const running = ask('wait', first.signal);
  const second = new AbortController();
  const waiting = ask('crash', second.signal);
  expect(target.waiting).toBe(2);
  second.abort();
  first.abort();
  await expect(running).rejects.toThrow();
  await expect(waiting).rejects.toThrow();
  expect(await ask('echo')).toEqual({ what: 'echo' });
  expect(target.waiting).toBe(0);
});

test('an idle worker is ended, and a later request starts another', async () => {
  const { target, ask } = processOf({ idle: 100 });
  const pid = (await ask('pid')) as number;
  await until(() => target.pid === null && !isAlive(pid));
  expect(await ask('pid')).not.toBe(pid);
});

test('killed from outside in the middle of a request', async () => {
  const { target, ask } = processOf();
  await ask('pid');
  const waiting = ask('wait');
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.kill(target.pid!, 'SIGKILL');
  await expect(waiting).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringMatching(/SIGKILL \(it was killed/),
  });
});

test('killed while idle: the next request does not notice', async () => {
  const { target, ask } = processOf();
  const pid = await ask('pid');
  process.kill(target.pid!, 'SIGKILL');
  const next = await ask('pid');
  expect(typeof next).toBe('number');
  expect(next).not.toBe(pid);
});

test('the end of the daemon answers everything and leaves no process', async () => {
  const { target, ask } = processOf();
  const pid = (await ask('pid')) as number;
  const outcomes = Promise.allSettled([ask('wait'), ask('echo')]);
  await target.dispose();
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'interrupted' } });
  expect(isAlive(pid)).toBe(false);
  await expect(ask('echo')).rejects.toMatchObject({ code: 'interrupted' });
});

test('a worker ends with its parent, also in the middle of a request', async () => {
  const script = fileURLToPath(new URL('./testing/request-parent.ts', import.meta.url));
  const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid));
});
