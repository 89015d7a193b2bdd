/** A peer in Python as a subject: a process that answers lines of JSON (bench/peers/protocol.py). */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { BenchSubject, Configuration } from './subject.ts';
import { CONFIGURATIONS } from './subject.ts';

export interface PeerOptions {
  readonly python: string;
  /** File in bench/peers. */
  readonly script: string;
  readonly threads: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Added to the name that the peer gives itself. */
  readonly label?: string;
}

interface Answer {
  readonly seconds?: number;
  readonly name?: string;
  readonly versions?: Readonly<Record<string, string>>;
  readonly error?: string;
}

/** Starts the peer; null (and the reason on stderr) if it cannot be imported. */
export async function peerSubject(options: PeerOptions): Promise<BenchSubject | null> {
  const script = fileURLToPath(new URL(`./peers/${options.script}`, import.meta.url));
  const env = {
    ...process.env,
    ...options.environment,
    FLOWSCOPE_BENCH_THREADS: String(options.threads),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const child = spawn(options.python, [script], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const link = linkTo(child);
  const greeting = await link.ask({ cmd: 'configs', configs: CONFIGURATIONS }).catch((error: Error) => error);
  if (greeting instanceof Error) {
    process.stderr.write(`${options.script} left out: ${greeting.message}\n`);
    child.kill();
    return null;
  }
  let index = 0;
  const seconds = async (request: object): Promise<number> => (await link.ask(request)).seconds!;
  return {
    name: `${greeting.name ?? options.script}${options.label ?? ''}`,
    versions: greeting.versions ?? {},
    async prepare(configuration) {
      index = CONFIGURATIONS.indexOf(configuration);
      await link.ask({ cmd: 'prepare', config: index });
    },
    steps: (n) => seconds({ cmd: 'steps', config: index, n }),
    logProb: (rows, n) => seconds({ cmd: 'log_prob', config: index, rows, n }),
    sample: (rows, n) => seconds({ cmd: 'sample', config: index, rows, n }),
    coldStart: (configuration) => coldStart(options.python, script, env, configuration),
    async close() {
      child.stdin.end();
      await link.ended;
    },
  };
}

interface Link {
  ask(request: object): Promise<Answer>;
  readonly ended: Promise<void>;
}

function linkTo(child: ChildProcessByStdio<Writable, Readable, Readable>): Link {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = (errors + String(chunk)).slice(-2000);
  });
  // A write to a process that is gone fails here; the missing answer below tells why.
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      errors += error.message;
      resolve();
    });
    child.on('close', () => resolve());
  });
  return {
    ended,
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await Promise.race([lines.next(), ended.then(() => ({ done: true, value: undefined }) as const)]);
      if (line.done) throw new Error(errors.trim().split('\n').at(-1) || 'the process ended');
      const answer = JSON.parse(line.value) as Answer;
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    },
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
