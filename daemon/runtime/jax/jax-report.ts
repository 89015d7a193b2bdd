import type { BackendReport } from '../definition.ts';
import { type HostOptions, openHost } from './jax-host.ts';

/** Starts the host, asks it what it has, and ends it. @throws FlowscopeError as `openHost` */
export async function reportJax(options: HostOptions): Promise<BackendReport> {
  const { link, device, devices, versions } = await openHost(options);
  await link.close();
  const others = devices.filter(({ name }) => name !== device.name);
  return { reason: null, fix: null, versions, devices: [device, ...others] };
}
