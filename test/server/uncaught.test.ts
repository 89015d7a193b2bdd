/** An error that nobody caught: the daemon ends, nothing is lost, and the next one serves. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDaemon } from '../../daemon/client/connect-daemon.ts';
import { crashPolicy } from '../../daemon/client/crash-policy.ts';
import { lastingConnection } from '../../daemon/client/lasting-connection.ts';
import { readNewest } from '../../daemon/runs/checkpoints/checkpoint-reader.ts';
import { readMetrics } from '../../daemon/runs/logs/metrics-reader.ts';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { runStart } from '../../protocol/rpc/run-methods.ts';
import { discoveryAt, type ServeProcess, serve } from './daemon-process.ts';

const SPEC = {
  name: 'moons',
  data: { source: 'two-moons', samples: 500, evaluationSamples: 50 },
  layers: [{ type: 'actnorm' }, { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } }],
  training: { steps: 10_000_000, batchSize: 16, seed: 1 },
};

/** In the daemon, SIGUSR2 is a mistake in its code. */
const injected = (mistake: string) =>
  `--import=data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2',()=>{${mistake}})`)}`;

let folder: string;
let discovery: string;
let daemons: ServeProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-uncaught-'));
  discovery = join(folder, 'state', 'daemon.json');
  await mkdir(join(folder, 'state'), { mode: 0o700 });
  daemons = [];
});
afterEach(async () => {
  await Promise.all(daemons.map((daemon) => daemon.kill('SIGKILL')));
  await rm(folder, { recursive: true, force: true });
});

function start(environment: Readonly<Record<string, string>> = {}): ServeProcess {
  const daemon = serve(discovery, [], environment);
  daemons.push(daemon);
  return daemon;
}

test.each([
  ['an exception', "throw new Error('a mistake')"],
  ['a rejection', "void Promise.reject(new Error('a mistake'))"],
])(
  '%s ends the daemon with status 1; its run saves; clients find a fresh daemon',
  {
    timeout: 120_000,
  },
  async (_name, mistake) => {
    const first = start({ NODE_OPTIONS: injected(mistake) });
    await first.line;
    const client = await connectDaemon({ discovery, folders: [folder], trusted: true });
    const path = join(folder, 'moons.flow.json');
    const text = JSON.stringify(SPEC);
    await writeFile(path, text);
    const { run } = await client.request(runStart, { spec: { text, path } });
    // What the extension has: it reconnects, and starts a daemon if there is none.
    const states: string[] = [];
    const lasting = lastingConnection({
      async open(lost) {
        if (states.length > 1) await start().line;
        const connection = await connectDaemon({ discovery, folders: [folder], trusted: true });
        void connection.closed.then(lost);
        return connection;
      },
      close: async (connection) => connection.close(),
      policy: crashPolicy(),
      onState: (state) => states.push(state),
      onGivenUp() {},
    });
    await lasting.get();
    const before = await discoveryAt(discovery);

    const metrics = join(run.runDir, 'metrics.jsonl');
    await expect.poll(() => readMetrics(metrics).records.some(({ event }) => event === 'step')).toBe(true);
    first.child.kill('SIGUSR2');
    expect(await first.exit).toEqual({ code: 1, signal: null });
    await client.closed;
    await expect.poll(() => states.at(-1) === 'connected' && states.length > 2).toBe(true);
    expect((await (await lasting.get()).request(daemonInfo, {})).instance).not.toBe(before.instance);
    await lasting.end();

    const log = await readFile(join(folder, 'state', 'daemon.log'), 'utf8');
    expect(log).toContain('a mistake');
    // It saved what it had, and said so.
    const last = () => readMetrics(metrics).records.at(-1);
    await expect.poll(() => last()?.event).toBe('interrupted');
    const { checkpoint, skipped } = await readNewest(join(run.runDir, 'checkpoints'));
    expect({ step: checkpoint?.step, skipped }).toEqual({ step: last()?.step, skipped: [] });
  },
);
