/** A daemon that is killed with live runs, again and again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killDaemonStorm } from '../../test/runs/kill-daemon-storm.ts';
import { atLeast, atMost, type Proof } from '../measurement/proof.ts';

const KILLS = 10;

export async function prove(): Promise<Proof> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-daemon-kills-'));
  try {
    const { kills, lost, gaps, lostCheckpoints, exact, runs } = await killDaemonStorm(folder, KILLS, 1);
    return {
      name: 'daemon-kills',
      title: 'Daemons killed with live runs',
      results: [
        atLeast('SIGKILLs of the daemon', kills, KILLS, ''),
        atMost('runs that the next daemon did not find as interrupted', lost, 0, ''),
        atMost('records that a client missed or got twice over all daemons', gaps, 0, ''),
        atMost('acknowledged checkpoints lost', lostCheckpoints, 0, ''),
        atLeast('runs that ended in the weights of one that nobody killed, bit for bit', exact, runs, ''),
      ],
      notes: [
        'Two runs train; the daemon is killed after a random time, the next one started, the runs resumed. The client asks each daemon for the records from the first that it does not have.',
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
