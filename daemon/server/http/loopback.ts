import { isIPv4 } from 'node:net';
import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** The address to listen on. @throws FlowscopeError `not-loopback` (exit 2): other machines connect through SSH */
export function loopbackAddress(host: string): string {
  const address = host === 'localhost' ? '127.0.0.1' : host.replace(/^\[(.*)\]$/, '$1');
  if (address === '::1' || (isIPv4(address) && address.startsWith('127.'))) return address;
  throw new FlowscopeError('not-loopback', `--host ${host} is not an address of this machine's loopback.`, {
    hint: 'The daemon serves its own machine only: 127.0.0.1, ::1 or localhost. From elsewhere, use an SSH tunnel.',
    exitCode: 2,
  });
}
