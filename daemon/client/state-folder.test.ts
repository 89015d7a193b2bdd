import { expect, test } from 'vitest';
import { statePaths } from './state-folder.ts';

const where = { platform: 'linux' as const, home: '/home/a', host: 'node-3.cluster', localAppData: undefined };

test('one folder for each host, as homes may be shared', () => {
  expect(statePaths(null, where)).toEqual({
    folder: '/home/a/.local/state/flowscope/node-3.cluster',
    discovery: '/home/a/.local/state/flowscope/node-3.cluster/daemon.json',
    lock: '/home/a/.local/state/flowscope/node-3.cluster/daemon.lock',
    ending: '/home/a/.local/state/flowscope/node-3.cluster/daemon.ending',
    log: '/home/a/.local/state/flowscope/node-3.cluster/daemon.log',
  });
});

test.each(['..', '.', '../x', 'a/b', ''])('the host name %j names no other folder', (host) => {
  const { folder } = statePaths(null, { ...where, host });
  expect(folder).toMatch(/^\/home\/a\/\.local\/state\/flowscope\/[A-Za-z0-9_][A-Za-z0-9._-]*$/);
});

test('the folders of other systems', () => {
  const mac = statePaths(null, { ...where, platform: 'darwin' });
  expect(mac.folder).toBe('/home/a/Library/Application Support/Flowscope');
  const windows = statePaths(null, { ...where, platform: 'win32', localAppData: '/local' });
  expect(windows.folder).toBe('/local/Flowscope');
});

test('a named discovery file moves everything to its folder', () => {
  expect(statePaths('/x/y.json', where)).toEqual({
    folder: '/x',
    discovery: '/x/y.json',
    lock: '/x/daemon.lock',
    ending: '/x/daemon.ending',
    log: '/x/daemon.log',
  });
});
