import { expect, test } from 'vitest';
import { loopbackAddress } from './loopback.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.8.9.1', '127.8.9.1'],
  ['localhost', '127.0.0.1'],
  ['::1', '::1'],
  ['[::1]', '::1'],
])('%s is loopback', (host, address) => {
  expect(loopbackAddress(host)).toBe(address);
});

test.each(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', '', 'localhost.example.com', '::ffff:10.0.0.1', '127.1'])(
  '%j is refused',
  (host) => {
    expect(() => loopbackAddress(host)).toThrow(expect.objectContaining({ code: 'not-loopback', exitCode: 2 }));
  },
);
