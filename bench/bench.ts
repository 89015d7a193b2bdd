/**
 * `npm run bench`: how fast the engine is, and with --peers the same work in PyTorch, JAX and a flow library beside it.
 *
 *   npm run bench -- [--glow] [--peers] [--python PATH] [--configs 0,1] [--repeats 9] [--seconds 0.25] [--threads 2] [--json FILE]
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { flowscopeSubject } from './flowscope-subject.ts';
import { GLOW } from './glow.ts';
import { type Measurement, measureColdStart, measureSteps, measureThroughput } from './measure.ts';
import { peerSubject } from './peer-subject.ts';
import { formatReport } from './report.ts';
import {
  type AnyConfiguration,
  type BenchSubject,
  CONFIGURATIONS,
  configurationName,
  MORE_CONFIGURATIONS,
} from './subject.ts';

/** The configuration for cold start and throughput, and for the library: two-moons in its usual size. */
const REFERENCE = CONFIGURATIONS[1]!;
const THROUGHPUT_ROWS = 4096;

const { values: options } = parseArgs({
  options: {
    peers: { type: 'boolean', default: false },
    glow: { type: 'boolean', default: false },
    python: { type: 'string', default: 'python3' },
    configs: { type: 'string' },
    repeats: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '0.25' },
    threads: { type: 'string', default: '2' },
    json: { type: 'string' },
  },
});
const threads = Number(options.threads);
const measure = { repeats: Number(options.repeats), seconds: Number(options.seconds) };
const known = [...CONFIGURATIONS, ...MORE_CONFIGURATIONS];
const listed = (options.configs?.split(',').map(Number) ?? CONFIGURATIONS.map((_, i) => i)).map((i) => {
  const configuration = known[i];
  if (configuration === undefined) throw new Error(`--configs: there is no configuration ${i}`);
  return configuration;
});
const chosen: readonly AnyConfiguration[] = options.glow ? [GLOW] : listed;

async function startPeers(): Promise<{ peers: readonly BenchSubject[]; library: BenchSubject | null }> {
  if (!options.peers) return { peers: [], library: null };
  if (options.glow) return { peers: await startGlowPeers(), library: null };
  const common = { python: options.python, threads };
  const started = [
    await peerSubject({ ...common, script: 'torch_peer.py' }),
    await peerSubject({ ...common, script: 'torch_peer.py', environment: { FLOWSCOPE_BENCH_TORCH: 'compile' } }),
    await peerSubject({ ...common, script: 'jax_peer.py' }),
    await peerSubject({
      ...common,
      script: 'jax_peer.py',
      label: ' (scan)',
      environment: { FLOWSCOPE_BENCH_JAX: 'scan' },
    }),
  ];
  return {
    peers: started.filter((peer) => peer !== null),
    library: await peerSubject({ ...common, script: 'library_peer.py' }),
  };
}

/** The Glow's peers, one for each memory layout. Flowscope is compared with the faster one. */
async function startGlowPeers(): Promise<readonly BenchSubject[]> {
  const common = { python: options.python, threads, script: 'glow_peer.py', configurations: [GLOW] };
  const started = [
    await peerSubject(common),
    await peerSubject({ ...common, environment: { FLOWSCOPE_BENCH_LAYOUT: 'channels_last' } }),
  ];
  return started.filter((peer) => peer !== null);
}

const executable = fileURLToPath(new URL('../dist/flowscope.js', import.meta.url));
const own = await flowscopeSubject({ threads, executable });
const { peers, library } = await startPeers();
const everywhere = [own, ...peers];
const all = library === null ? everywhere : [...everywhere, library];
const measurements: Measurement[] = [];

/** A measurement that fails is named and makes the command fail, but the others are still taken. */
async function attempt(what: string, measured: Promise<Measurement>): Promise<void> {
  try {
    measurements.push(await measured);
  } catch (error) {
    process.stderr.write(`${what}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

try {
  for (const configuration of chosen) {
    const name = configurationName(configuration);
    process.stderr.write(`${name}\n`);
    const subjects = configuration === REFERENCE ? all : everywhere;
    await attempt(name, measureSteps(subjects, configuration, measure));
    if ('levels' in configuration || configuration !== REFERENCE) continue;
    for (const what of ['log-prob', 'sample'] as const) {
      await attempt(what, measureThroughput(what, subjects, configuration, THROUGHPUT_ROWS, measure));
    }
    // Step and scan are the same program until the first loss.
    const fresh = everywhere.filter((subject) => !subject.name.endsWith('(scan)'));
    await attempt('cold start', measureColdStart(fresh, configuration, Math.min(5, measure.repeats)));
  }
} finally {
  for (const subject of all) await subject.close();
}
console.log(
  formatReport(
    measurements,
    all.map(({ name }) => name),
  ),
);
const memory = process.resourceUsage().maxRSS / 1024;
console.log(`\nmost memory of the process that held Flowscope's engine: ${memory.toFixed(0)} MiB, ${threads} threads`);
if (options.json !== undefined) {
  const versions = Object.assign({}, ...all.map((subject) => subject.versions)) as Record<string, string>;
  const content = { v: 1, threads, versions, memoryMiB: memory, measurements };
  await writeFile(options.json, `${JSON.stringify(content, null, 2)}\n`);
}
