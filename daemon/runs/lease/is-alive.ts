import { systemCode } from '../../errors/system-code.ts';

/**
 * Whether a process with this id exists on this machine, including other users' processes. Ids are reused, so this does
 * not prove which process it is.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists but belongs to another user.
    return systemCode(error) === 'EPERM';
  }
}
