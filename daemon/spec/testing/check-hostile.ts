import { checkSpec } from '../check-spec.ts';

export interface HostileCheck {
  /** Of this process, whatever else the machine does. */
  readonly seconds: number;
  readonly diagnostics: number;
  /** Of the diagnostics as JSON. */
  readonly bytes: number;
}

export async function checkHostile(text: string): Promise<HostileCheck> {
  const before = process.cpuUsage();
  const { diagnostics } = await checkSpec(text, { folder: import.meta.dirname, trusted: false, fileStem: 'flow' });
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: (user + system) / 1e6,
    diagnostics: diagnostics.length,
    bytes: JSON.stringify(diagnostics).length,
  };
}
