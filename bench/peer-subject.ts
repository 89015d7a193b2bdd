/** A peer in Python as a subject: a process that answers lines of JSON (bench/peers/protocol.py). */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pathOfPeer, peerEnvironment, peerLink } from './peer-link.ts';
import type { AnyConfiguration, BenchSubject, Configuration } from './subject.ts';
import { CONFIGURATIONS, MORE_CONFIGURATIONS } from './subject.ts';

export interface PeerOptions {
  readonly python: string;
  /** File in bench/peers. */
  readonly script: string;
  readonly threads: number;
  /** What it may be asked to prepare. Default: all but the Glow. */
  readonly configurations?: readonly AnyConfiguration[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Added to the name that the peer gives itself. */
  readonly label?: string;
}

interface Answer {
  readonly seconds?: number;
  readonly name?: string;
  readonly versions?: Readonly<Record<string, string>>;
}

/** Starts the peer; null (and the reason on stderr) if it cannot be imported. */
export async function peerSubject(options: PeerOptions): Promise<BenchSubject | null> {
  const environment = { ...options.environment, FLOWSCOPE_BENCH_THREADS: String(options.threads) };
  const link = peerLink({ python: options.python, script: options.script, environment });
  const ask = async (request: object) => (await link.ask(request)) as Answer;
  const configurations: readonly AnyConfiguration[] = options.configurations ?? [
    ...CONFIGURATIONS,
    ...MORE_CONFIGURATIONS,
  ];
  const greeting = await ask({ cmd: 'configs', configs: configurations }).catch((error: Error) => error);
  if (greeting instanceof Error) {
    process.stderr.write(`${options.script} left out: ${greeting.message}\n`);
    link.kill();
    return null;
  }
  let index = 0;
  const seconds = async (request: object): Promise<number> => (await ask(request)).seconds!;
  return {
    name: `${greeting.name ?? options.script}${options.label ?? ''}`,
    versions: greeting.versions ?? {},
    async prepare(configuration) {
      index = configurations.indexOf(configuration);
      await ask({ cmd: 'prepare', config: index });
    },
    steps: (n) => seconds({ cmd: 'steps', config: index, n }),
    logProb: (rows, n) => seconds({ cmd: 'log_prob', config: index, rows, n }),
    sample: (rows, n) => seconds({ cmd: 'sample', config: index, rows, n }),
    coldStart: (configuration) =>
      coldStart(options.python, pathOfPeer(options.script), peerEnvironment(environment), configuration),
    close: () => link.close(),
  };
}

async function coldStart(
  python: string,
  script: string,
  env: NodeJS.ProcessEnv,
  configuration: Configuration,
): Promise<number> {
  const started = performance.now();
  const child = spawn(python, [script, '--first-loss', JSON.stringify(configuration)], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let seconds: number | null = null;
  for await (const _line of createInterface({ input: child.stdout })) {
    seconds ??= (performance.now() - started) / 1000;
  }
  if (seconds === null) throw new Error(`${script} printed no loss`);
  return seconds;
}
