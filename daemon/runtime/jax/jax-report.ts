import type { AcceleratorDevice, BackendReport } from '../definition.ts';
import { type HostOptions, openHost } from './jax-host.ts';

/** Starts the host, asks it what it has, and ends it. @throws FlowscopeError as `openHost` */
export async function reportJax(options: HostOptions): Promise<BackendReport> {
  const { link, device, devices, versions } = await openHost(options);
  await link.close();
  const others = devices.filter(({ name }) => name !== device.name);
  return { reason: null, fix: null, versions, devices: [device, ...others] };
}

/** As `accelerators` of a backend. @throws FlowscopeError as `openHost` */
export async function acceleratorsOfJax(options: HostOptions): Promise<readonly AcceleratorDevice[]> {
  const { devices } = await reportJax(options);
  return devices.filter(({ name }) => !name.startsWith('cpu:')).map(({ name: device, kind }) => ({ device, kind }));
}
