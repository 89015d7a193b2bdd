/** Whether devices, processes and machines that share batches compute what one device does, and what happens if one is lost. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleSpec } from '../../daemon/training/testing/engine-parity.ts';
import { devicesParity, processesParity } from '../../daemon/training/testing/shared-parity.ts';
import { type KilledRank, killedRank, slurmExample, withoutSlurm } from '../../test/training/ranks.ts';
import { peerPython } from '../measurement/peer-python.ts';
import { atLeast, atMost, type Proof, type ProofResult } from '../measurement/proof.ts';

const STEPS = 20;
/** 512 and 64 rows are no multiples of three; the images of `digits` get noise. */
const EXAMPLES = ['two-moons', 'letters', 'digits'];

export async function prove(): Promise<Proof> {
  const python = peerPython();
  const results: ProofResult[] = [];
  for (const name of EXAMPLES) {
    const spec = await exampleSpec(`examples/${name}.flow.json`);
    const devices = await devicesParity(python, 3, spec, STEPS);
    const processes = await processesParity(python, 2, spec, STEPS);
    results.push(
      atMost(`${name}: losses of ${STEPS} free steps on 3 devices against cpu, relative`, devices.loss, 1e-5, ''),
      atMost(
        `${name}: losses of ${STEPS} free steps in 2 processes (gloo) against cpu, relative`,
        processes.loss,
        1e-5,
        '',
      ),
      atMost(`${name}: exchanges of a compiled step`, Math.max(devices.exchanges, processes.exchanges), 1, ''),
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-ranks-'));
  try {
    const [killed, job] = [join(folder, 'killed'), join(folder, 'job')];
    await mkdir(killed);
    await mkdir(job);
    results.push(...ofKilled(await killedRank(killed, python)));
    const missing = withoutSlurm();
    const { first, second } = missing === null ? await slurmExample(job, python) : { first: '', second: '' };
    const passed = [
      first.includes('2 devices of 2 ranks'),
      /^Failed after step \d+ \(rank-ended\): Rank 1 of 2/m.test(first),
      /^Resuming moons at step [1-9]/m.test(second),
      /^Done after 3000 steps/m.test(second),
    ];
    results.push(
      atLeast(
        'the job of docs/clusters.md on two Slurm nodes: trained by both, lost task named, resumed on one node, done',
        missing === null ? passed.filter((own) => own).length : null,
        passed.length,
        '',
      ),
    );
    return {
      name: 'ranks',
      title: 'Several devices and machines',
      results,
      notes: [
        'JAX on the processor. Devices: three of one process. Processes: two on one machine, which exchange over gloo. Examples: the same start, rows and noise, no re-synchronization. Exchanges are counted in what XLA compiles.',
        'The killed task is the second of two, with its worker, after a checkpoint; the run is resumed by one task with the same batches.',
        missing === null
          ? 'Slurm: two nodes on this machine (`scripts/cluster/loopback-slurm.sh`).'
          : `Slurm could not run: ${missing}.`,
        'No GPU was available.',
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ofKilled({ failed, seconds, resumed, whole }: KilledRank): readonly ProofResult[] {
  const nll = ({ validation }: Readonly<Record<string, unknown>>) => (validation as { readonly nll: number }).nll;
  const named = failed.event === 'failed' && String(failed.message).startsWith('Rank 1 of 2');
  return [
    atLeast('a killed task is named by the message that ends the run', named ? 1 : 0, 1, ''),
    atMost('time from the kill to the end of the run', seconds, 10, 's'),
    atLeast('last step of the run, resumed by one task', Number(resumed.step ?? 0), 3000, ''),
    atMost('its NLL against that of a run that nobody killed', Math.abs(nll(resumed) - nll(whole)), 0.05, 'nats'),
  ];
}
