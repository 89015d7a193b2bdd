/** What of TensorFlow.js is installed beside Flowscope, and whether it works. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { BackendReport } from '../definition.ts';
import { installedDevices, openDevice, type Surroundings, surroundings } from './open-device.ts';

/** Loads the packages of all devices into this process. The devices that work are listed; the first decides. */
export async function installedReport(where: Surroundings = surroundings()): Promise<BackendReport> {
  const installed = installedDevices(where.from);
  const devices: BackendReport['devices'] = [];
  let versions: Record<string, string> = {};
  let problem: FlowscopeError | null = null;
  // Without any, the error says what to install.
  for (const [i, device] of (installed.length === 0 ? [null] : installed).entries()) {
    try {
      const { tf, facts } = await openDevice(device, where);
      tf.tidy(() => tf.add(1, 1).dataSync());
      devices.push({ name: facts.device, kind: facts.deviceKind, memory: null });
      versions = { ...versions, ...facts.versions };
    } catch (error) {
      if (!(error instanceof FlowscopeError)) throw error;
      if (i === 0) problem = error;
    }
  }
  return { reason: problem?.message ?? null, fix: problem?.hint ?? null, versions, devices };
}
