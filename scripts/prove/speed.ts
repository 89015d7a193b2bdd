/** Training speed against the peers, in the same run. It needs an interpreter that has torch and jax: --python PATH. */
import { fileURLToPath } from 'node:url';
import { flowscopeSubject } from '../../bench/flowscope-subject.ts';
import { type Measurement, measureSteps } from '../../bench/measure.ts';
import { peerSubject } from '../../bench/peer-subject.ts';
import { geometricMean } from '../../bench/statistics.ts';
import { type BenchSubject, CONFIGURATIONS, type Configuration, MORE_CONFIGURATIONS } from '../../bench/subject.ts';
import { peerPython } from '../measurement/peer-python.ts';
import { atLeast, atMost, type Proof, type ProofResult } from '../measurement/proof.ts';

/** One, so that the figures are those of the engines and not of a machine's second core. */
const THREADS = 1;
const REPEATS = 9;
const SECONDS = 0.25;

/** The share of PyTorch's time that a step may take at most: below 1 where only products of matrices are left. */
const leastRatio = ({ kind }: Configuration) => (kind === 'additive' ? 0.85 : 1);

export async function prove(): Promise<Proof> {
  const python = peerPython();
  const executable = fileURLToPath(new URL('../../dist/flowscope.js', import.meta.url));
  const own = await flowscopeSubject({ threads: THREADS, executable });
  const peer = (script: string, label?: string, environment?: Readonly<Record<string, string>>) =>
    peerSubject({
      python,
      threads: THREADS,
      script,
      ...(label ? { label } : {}),
      ...(environment ? { environment } : {}),
    });
  const torch = await peer('torch_peer.py');
  const compiled = await peer('torch_peer.py', undefined, { FLOWSCOPE_BENCH_TORCH: 'compile' });
  const jax = await peer('jax_peer.py');
  // JAX at its best: the steps of one call in a single program.
  const scan = await peer('jax_peer.py', ' with lax.scan over the steps', { FLOWSCOPE_BENCH_JAX: 'scan' });
  // A library of flows, if there is one.
  const library = await peer('library_peer.py');
  const subjects = [own, torch, compiled, jax, scan, library].filter((subject) => subject !== null);
  const measurements: Measurement[] = [];
  const configurations = [...CONFIGURATIONS, ...MORE_CONFIGURATIONS];
  let memory = 0;
  try {
    for (const configuration of configurations) {
      const measurement = await measureSteps(subjects, configuration, { repeats: REPEATS, seconds: SECONDS });
      measurements.push(measurement);
      process.stderr.write(`${lineOf(measurement, subjects)}\n`);
      if (configuration === CONFIGURATIONS.at(-1)) memory = process.resourceUsage().maxRSS / 1024;
    }
  } finally {
    for (const subject of subjects) await subject.close();
  }
  const ratios = (other: BenchSubject | null) =>
    measurements.map(({ timings }) => {
      const timing = other && timings[other.name];
      return timing ? timing.median / timings[own.name]!.median : null;
    });
  const average = (values: readonly (number | null)[]) =>
    values.includes(null) ? null : geometricMean(values.filter((value) => value !== null));
  const againstTorch = ratios(torch);
  const againstScan = ratios(scan);
  const results: ProofResult[] = [
    ...againstTorch.map((value, i) => {
      const what = `PyTorch eager ÷ Flowscope at ${measurements[i]!.configuration}`;
      return atLeast(what, value, leastRatio(configurations[i]!), '');
    }),
    atLeast('PyTorch eager ÷ Flowscope, geometric mean', average(againstTorch), 1.8, ''),
    atLeast('JAX jit with lax.scan over the steps ÷ Flowscope, geometric mean', average(againstScan), 1, ''),
    atLeast('JAX jit, one call for each step ÷ Flowscope, geometric mean', average(ratios(jax)), 1, ''),
    atMost('memory of the process after the first five configurations', memory, 400, 'MiB'),
  ];
  const versions = new Set(
    subjects.flatMap((subject) => Object.entries(subject.versions).map(([key, value]) => `${key} ${value}`)),
  );
  return {
    name: 'speed',
    title: 'Training speed',
    results,
    notes: [
      `Milliseconds per step (batch, dimensions, hidden, layers), medians of interleaved repeats ± half the interquartile range, ${threadsText(THREADS)} each. Networks have two hidden layers if nothing else is said.`,
      table(measurements, subjects),
      'The peer’s median over that of Flowscope: below 1, the peer is faster.',
      ratioTable(measurements, subjects),
      losses(measurements, subjects),
      `Every subject gathers a random batch of 20 000 rows, computes the loss and its gradient and takes an Adam step (PyTorch with its fused Adam). The flows, written for each peer in the form that suits it, are in bench/peers: JAX runs 200 layers as a loop over pairs, and PyTorch is not compiled there, which takes minutes. Versions: ${[...versions].join(', ')}.`,
      'Where JAX is faster, docs/decisions/the-optimizer-outside-the-loop.md says what takes the time.',
    ],
    data: { threads: THREADS, measurements },
  };
}

function threadsText(threads: number): string {
  return threads === 1 ? 'one thread' : `${threads} threads`;
}

/** A row of the table of times. */
function lineOf({ configuration, timings }: Measurement, subjects: readonly BenchSubject[]): string {
  const cells = subjects.map(({ name }) => {
    const timing = timings[name];
    return timing ? `${timing.median.toPrecision(3)} ± ${Math.round(100 * timing.spread)} %` : '–';
  });
  return `| ${configuration} | ${cells.join(' | ')} |`;
}

function table(measurements: readonly Measurement[], subjects: readonly BenchSubject[]): string {
  const rows = measurements.map((measurement) => lineOf(measurement, subjects));
  return markdown(['configuration', ...subjects.map(({ name }) => name)], rows);
}

function ratioTable(measurements: readonly Measurement[], [own, ...peers]: readonly BenchSubject[]): string {
  const ratio = ({ timings }: Measurement, name: string) => {
    const timing = timings[name];
    return timing ? timing.median / timings[own!.name]!.median : null;
  };
  const text = (value: number | null) => (value === null ? '–' : value.toFixed(2));
  const rows = measurements.map((measurement) => {
    const cells = peers.map(({ name }) => text(ratio(measurement, name)));
    return `| ${measurement.configuration} | ${cells.join(' | ')} |`;
  });
  const means = peers.map(({ name }) => {
    const known = measurements.map((measurement) => ratio(measurement, name)).filter((value) => value !== null);
    return text(known.length === 0 ? null : geometricMean(known));
  });
  return markdown(
    ['configuration', ...peers.map(({ name }) => name)],
    [...rows, `| geometric mean | ${means.join(' | ')} |`],
  );
}

/** The rows in which a peer is faster, by peer. */
function losses(measurements: readonly Measurement[], [own, ...peers]: readonly BenchSubject[]): string {
  const sentences = peers.map(({ name }) => {
    const lost = measurements.filter(({ timings }) => (timings[name]?.median ?? Infinity) < timings[own!.name]!.median);
    if (lost.length === 0) return `- ${name}: in no row.`;
    return `- ${name}: ${lost.length} of ${measurements.length}, namely ${lost.map(({ configuration }) => configuration).join('; ')}.`;
  });
  return ['Rows in which a peer is faster than Flowscope:', ...sentences].join('\n');
}

function markdown(titles: readonly string[], rows: readonly string[]): string {
  return [
    `| ${titles.join(' | ')} |`,
    `|---|${titles
      .slice(1)
      .map(() => '---')
      .join('|')}|`,
    ...rows,
  ].join('\n');
}
