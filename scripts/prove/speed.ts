/** Training speed against the peers, in the same run. It needs an interpreter that has torch and jax: --python PATH. */
import { fileURLToPath } from 'node:url';
import { flowscopeSubject } from '../../bench/flowscope-subject.ts';
import { type Measurement, measureSteps } from '../../bench/measure.ts';
import { peerSubject } from '../../bench/peer-subject.ts';
import { geometricMean } from '../../bench/statistics.ts';
import { type BenchSubject, CONFIGURATIONS } from '../../bench/subject.ts';
import { peerPython } from '../measurement/peer-python.ts';
import { atLeast, atMost, type Proof, type ProofResult } from '../measurement/proof.ts';

const THREADS = 2;

export async function prove(): Promise<Proof> {
  const python = peerPython();
  const executable = fileURLToPath(new URL('../../dist/flowscope.js', import.meta.url));
  const own = await flowscopeSubject({ threads: THREADS, executable });
  const torch = await peerSubject({ python, threads: THREADS, script: 'torch_peer.py' });
  const jax = await peerSubject({ python, threads: THREADS, script: 'jax_peer.py' });
  // JAX at its best: the steps of one call in a single program, as ours are.
  const scan = await peerSubject({
    python,
    threads: THREADS,
    script: 'jax_peer.py',
    label: ' with lax.scan over the steps',
    environment: { FLOWSCOPE_BENCH_JAX: 'scan' },
  });
  const subjects = [own, torch, jax, scan].filter((subject) => subject !== null);
  const measurements: Measurement[] = [];
  try {
    for (const configuration of CONFIGURATIONS) {
      measurements.push(await measureSteps(subjects, configuration, { repeats: 11, seconds: 0.25 }));
    }
  } finally {
    for (const subject of subjects) await subject.close();
  }
  const ratios = (peer: BenchSubject | null) =>
    measurements.map(({ timings }) => (peer ? timings[peer.name]!.median / timings[own.name]!.median : null));
  const average = (values: readonly (number | null)[]) =>
    values.includes(null) ? null : geometricMean(values.filter((value) => value !== null));
  const againstTorch = ratios(torch);
  const name = (i: number) => measurements[i]!.configuration;
  const results: ProofResult[] = [
    ...againstTorch.map((value, i) => atLeast(`PyTorch eager ÷ Flowscope at ${name(i)}`, value, 1, '')),
    atLeast('PyTorch eager ÷ Flowscope, geometric mean', average(againstTorch), 2, ''),
    atLeast('JAX jit with lax.scan over the steps ÷ Flowscope, geometric mean', average(ratios(scan)), 1, ''),
    atLeast('JAX jit, one call for each step ÷ Flowscope, geometric mean', average(ratios(jax)), 1, ''),
    atMost('memory of the process', process.resourceUsage().maxRSS / 1024, 400, 'MiB'),
  ];
  const table = measurements.map(({ configuration, timings }) => {
    const cells = subjects.map(({ name: subject }) => {
      const { median, spread } = timings[subject]!;
      return `${median.toPrecision(3)} ± ${Math.round(100 * spread)} %`;
    });
    return `| ${configuration} | ${cells.join(' | ')} |`;
  });
  const versions = new Set(
    subjects.flatMap((subject) => Object.entries(subject.versions).map(([key, value]) => `${key} ${value}`)),
  );
  return {
    name: 'speed',
    title: 'Training speed',
    results,
    notes: [
      `Milliseconds per step (batch, dimensions, hidden, couplings), medians of interleaved repeats ± half the interquartile range, ${THREADS} threads each:`,
      [
        `| configuration | ${subjects.map((subject) => subject.name).join(' | ')} |`,
        `|---|${subjects.map(() => '---').join('|')}|`,
        ...table,
      ].join('\n'),
      `Every subject gathers a random batch of 20 000 rows, computes the loss and its gradient and takes an Adam step (PyTorch with its fused Adam). Versions: ${[...versions].join(', ')}.`,
    ],
  };
}
