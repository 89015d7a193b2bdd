/** The life of a daemon's process: start, discovery, its clients' ends, its own end. */
import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { connectDaemon } from '../../daemon/client/connect-daemon.ts';
import { findDaemon } from '../../daemon/client/find-daemon.ts';
import { statePaths } from '../../daemon/client/state-folder.ts';
import { lockFile } from '../../daemon/runs/lease/sqlite-lock.ts';
import { daemonLanguage } from '../../daemon/server/language/open-language.ts';
import { startDaemon } from '../../daemon/server/serve.ts';
import { electDaemon } from '../../daemon/server/state/election.ts';
import { daemonInfo, daemonShutdown } from '../../protocol/rpc/daemon-methods.ts';
import { ANALYSIS_PROGRAM, discoveryAt, residentMemory } from './daemon-process.ts';
import { startedDaemons } from './started-daemons.ts';

const MiB = 1024 * 1024;
/** For what comes as soon as the machine lets it. */
const PATIENTLY = { timeout: 60_000 };
let folder: string;
let discovery: string;
const start = startedDaemons(
  (place) => {
    ({ folder, discovery } = place);
  },
  () => discovery,
);
afterEach(() => void vi.useRealTimers());

test('one line on stdout, a private file, and nothing left after SIGTERM', async () => {
  const daemon = start();
  const line = await daemon.line;
  const file = await discoveryAt(discovery);
  expect(line).toEqual({ url: file.url, pid: daemon.child.pid, version: file.version, discovery });
  expect((await stat(discovery)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'daemon.log'))).mode & 0o777).toBe(0o600);
  const client = await connectDaemon({ discovery });
  expect((await client.request(daemonInfo, {})).pid).toBe(daemon.child.pid);
  daemon.child.kill('SIGTERM');
  expect(await daemon.exit).toEqual({ code: 0, signal: null });
  await client.closed;
  expect(daemon.output().trim().split('\n')).toHaveLength(1);
  const left = await readdir(folder);
  expect(left).not.toContain('daemon.json');
  expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(await readFile(join(folder, 'daemon.log'), 'utf8')).not.toContain(file.token);
});

test('a file that no daemon wrote is not replaced by --discovery', async () => {
  await writeFile(discovery, '{"rows": [1, 2]}');
  const daemon = start();
  await expect(daemon.line).rejects.toThrow('is not a discovery file');
  expect((await daemon.exit).code).toBe(2);
  expect(await readFile(discovery, 'utf8')).toBe('{"rows": [1, 2]}');
  expect(await readdir(folder)).toEqual(['daemon.json']);
});

test('a second serve prints the line of the first and ends; it does so again after the first was asked to end', async () => {
  const leader = start();
  const first = await leader.line;
  const second = start();
  expect(await second.line).toEqual(first);
  expect(await second.exit).toEqual({ code: 0, signal: null });
  const client = await connectDaemon({ discovery });
  expect(await client.request(daemonShutdown, {})).toEqual({});
  await client.closed;
  expect((await leader.exit).code).toBe(0);
  const third = await start().line;
  expect(third.pid).not.toBe(first.pid);
});

test('after SIGKILL the next start takes over the stale file', async () => {
  const first = start();
  await first.line;
  const before = await discoveryAt(discovery);
  await first.kill('SIGKILL');
  expect((await discoveryAt(discovery)).instance).toBe(before.instance);
  expect(await findDaemon(discovery)).toBeNull();
  await start().line;
  const after = await discoveryAt(discovery);
  expect(after.instance).not.toBe(before.instance);
  expect(after.token).not.toBe(before.token);
  expect((await findDaemon(discovery))?.instance).toBe(after.instance);
});

test('a discovery file that is deleted, damaged or replaced under a living daemon is written again', async () => {
  const daemon = await startDaemon({
    discovery,
    runLimit: 1,
    services: () => [],
    openLanguage: null,
    discoveryInterval: 50,
  });
  if (daemon.kind !== 'started') throw new Error('the folder is new');
  const back = async () => {
    await expect.poll(() => findDaemon(discovery), PATIENTLY).not.toBeNull();
    expect((await discoveryAt(discovery)).instance).toBe(daemon.discovery.instance);
    expect((await stat(discovery)).mode & 0o777).toBe(0o600);
  };
  await rm(discovery);
  await back();
  await writeFile(discovery, '{');
  await back();
  await rm(discovery);
  await writeFile(discovery, JSON.stringify({ ...daemon.discovery, instance: 'another' }));
  await back();
  await daemon.stop('test');
});

test('the whole state folder is removed under a living daemon: it comes back, and stays the only one', async () => {
  const state = join(folder, 'state');
  discovery = join(state, 'daemon.json');
  const daemon = await startDaemon({
    discovery,
    runLimit: 1,
    services: () => [],
    openLanguage: null,
    discoveryInterval: 50,
  });
  if (daemon.kind !== 'started') throw new Error('the folder is new');
  await rm(state, { recursive: true });
  await expect.poll(() => findDaemon(discovery), PATIENTLY).not.toBeNull();
  expect((await start().line).pid).toBe(process.pid);
  await daemon.stop('test');
});

test('the whole state folder is removed and another daemon is quicker: its file is left alone', async () => {
  const state = join(folder, 'state');
  discovery = join(state, 'daemon.json');
  // It looks after its file once the other daemon is there, and not before.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const daemon = await startDaemon({ discovery, runLimit: 1, services: () => [], openLanguage: null });
  if (daemon.kind !== 'started') throw new Error('the folder is new');
  await rm(state, { recursive: true });
  const quicker = await start().line;
  expect(quicker.pid).not.toBe(process.pid);
  vi.advanceTimersByTime(10_000);
  // As long as writing a file takes.
  await delay(200);
  expect((await findDaemon(discovery))?.pid).toBe(quicker.pid);
  await daemon.stop('test');
  expect((await findDaemon(discovery))?.pid).toBe(quicker.pid);
});

test('the file of another daemon is left alone at the end', async () => {
  const daemon = start();
  await daemon.line;
  const foreign = { ...(await discoveryAt(discovery)), instance: 'another' };
  await writeFile(discovery, JSON.stringify(foreign));
  await daemon.kill('SIGTERM');
  expect((await discoveryAt(discovery)).instance).toBe('another');
});

test('one window exits, one is killed: the others are served on', async () => {
  // The language server looks for the client's process every 3 s.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const language = daemonLanguage({
    script: ANALYSIS_PROGRAM,
    measure: () => Promise.reject(new Error('nobody measures')),
  });
  const daemon = await startDaemon({ discovery, runLimit: 1, services: () => [], openLanguage: language.open });
  if (daemon.kind !== 'started') throw new Error('the folder is new');
  const staying = await connectDaemon({ discovery });
  const leaving = await connectDaemon({ discovery });
  const window = spawn(process.execPath, [fileURLToPath(new URL('./window.ts', import.meta.url)), discovery], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => window.stdout.once('data', resolve));
  const connections = async () => (await staying.request(daemonInfo, {})).load.connections;
  expect(await connections()).toBe(3);
  await leaving.call('shutdown', undefined);
  leaving.notify('exit');
  await leaving.closed;
  window.kill('SIGKILL');
  await expect.poll(connections, PATIENTLY).toBe(1);
  vi.advanceTimersByTime(10_000);
  expect(await connections()).toBe(1);
  await staying.close();
  await daemon.stop('test');
});

test('it ends by itself after its idle time', async () => {
  const daemon = start('--idle', '0.2');
  await daemon.line;
  expect(await daemon.exit).toEqual({ code: 0, signal: null });
  expect(await readdir(folder)).not.toContain('daemon.json');
});

test('a run that waits or trains keeps an idle daemon alive, and so does a client', async () => {
  const load = { running: 0, queued: 1 };
  const service = { handlers: [], busy: () => load, dispose: async () => {} };
  const daemon = await startDaemon({
    discovery,
    runLimit: 1,
    idleSeconds: 0.1,
    services: () => [service],
    openLanguage: null,
  });
  if (daemon.kind !== 'started') throw new Error('the folder is new');
  // Several times its idle time.
  await delay(400);
  expect(await findDaemon(discovery)).not.toBeNull();
  const client = await connectDaemon({ discovery });
  load.queued = 0;
  await delay(400);
  expect((await client.request(daemonInfo, {})).limits.idleSeconds).toBe(0.1);
  await client.close();
  await daemon.ended;
  expect(await findDaemon(discovery)).toBeNull();
});

const refusal = (options: { host?: string } = {}) =>
  startDaemon({ discovery, runLimit: 1, services: () => [], openLanguage: null, ...options });

test.each(['0.0.0.0', '192.168.0.1', '::', 'example.com', '127.0.0.1.example.com'])(
  'the host %s is refused',
  async (host) => {
    await expect(refusal({ host })).rejects.toMatchObject({ code: 'not-loopback', exitCode: 2 });
    expect(await readdir(folder)).toEqual([]);
  },
);

test('a refusal is an error of the command', async () => {
  const daemon = start('--host', '0.0.0.0');
  await expect(daemon.line).rejects.toThrow('not-loopback');
  expect((await daemon.exit).code).toBe(2);
});

test('a second serve right after the discovery file was deleted finds the daemon', async () => {
  const first = await start().line;
  await rm(discovery);
  const second = start();
  expect(await second.line).toEqual(first);
  expect((await second.exit).code).toBe(0);
});

test('a folder as discovery file is refused by its name', async () => {
  await mkdir(discovery);
  await expect(refusal()).rejects.toMatchObject({
    code: 'unwritable',
    message: expect.stringContaining('daemon.json'),
    exitCode: 2,
  });
});

test('a state folder that others may write to is refused', async () => {
  const shared = join(folder, 'shared');
  await mkdir(shared);
  await chmod(shared, 0o777);
  discovery = join(shared, 'daemon.json');
  await expect(refusal()).rejects.toMatchObject({ code: 'unsafe-folder', exitCode: 2 });
});

test('somebody who holds the lock and does not answer is named', async () => {
  const lock = lockFile(join(folder, 'daemon.lock'));
  if (lock === 'busy' || lock === 'unsupported') throw new Error(lock);
  // `life.full.test.ts` waits the five seconds of the command.
  await expect(electDaemon(statePaths(discovery), { instance: 'late', patience: 100 })).rejects.toMatchObject({
    code: 'daemon-unreachable',
    exitCode: 1,
  });
  lock.release();
});

test('an idle daemon is small, and has no runtime loaded after a client came', async () => {
  const daemon = start();
  await daemon.line;
  const client = await connectDaemon({ discovery });
  await client.request(daemonInfo, {});
  await client.close();
  expect((await residentMemory(daemon.child.pid!)) / MiB).toBeLessThan(110);
  expect(await readFile(`/proc/${daemon.child.pid}/maps`, 'utf8')).not.toContain('onnxruntime');
});
