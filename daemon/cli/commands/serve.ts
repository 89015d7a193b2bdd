import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tidyMemory } from '../../memory/tidy-memory.ts';
import { fixYoungSpaces } from '../../memory/young-spaces.ts';
import { createMeasurements } from '../../server/language/measurements.ts';
import { daemonLanguage } from '../../server/language/open-language.ts';
import { TRAINING_NICENESS } from '../../server/runs/niceness.ts';
import { type RunningDaemon, startDaemon } from '../../server/serve.ts';
import type { CommandIo } from '../command-io.ts';
import { saveCompileCache } from '../compile-cache.ts';
import { defineCommand } from '../define-command.ts';
import { writeJson } from '../print.ts';
import { finiteNumber, wholeNumber } from '../values.ts';

/** Milliseconds after an orderly shutdown until the process exits even if something still keeps it alive. */
const LINGER = 2000;
/** Milliseconds for the shutdown after an uncaught error. */
const FAILED_LIMIT = 10_000;
/** Milliseconds after which a first client has probably connected, and the code that it needs is compiled. */
const COMPILED = 5000;

export const run = defineCommand(
  {
    name: 'serve',
    usage: ['serve [--host 127.0.0.1] [--port 0] [--discovery FILE] [--idle SECONDS] [--runs N] [--nice N]'],
    positionals: [],
    required: 0,
    options: {
      host: { value: 'HOST', description: 'Loopback address to listen on. Default: 127.0.0.1.' },
      port: { value: 'PORT', description: 'Port to listen on. Default: 0, the system chooses a free port.' },
      discovery: {
        value: 'FILE',
        description:
          'Discovery file. Its folder is used as the state folder. Default: in the state folder of the user.',
      },
      idle: {
        value: 'SECONDS',
        description: 'The daemon ends after this time without a client and without a run; 0: never. Default: 900.',
      },
      nice: {
        value: 'N',
        description: `Niceness of the training processes, 0 to 19. With 0 they compete equally with other programs. Default: ${TRAINING_NICENESS}.`,
      },
      runs: {
        value: 'N',
        description: 'Runs that train at the same time; further runs wait in a queue. Default: the number of cores.',
      },
    },
    notes: [
      'Prints one JSON line once it listens. If a daemon is already running, prints the line of that daemon and ends.',
      'The discovery file holds the token that clients need; it is private to the user and is deleted when the daemon ends.',
    ],
    examples: ['flowscope serve', 'flowscope serve --idle 0 --discovery /tmp/mine/daemon.json'],
  },
  async (args, io) => {
    const idle = finiteNumber(args, 'idle', { min: 0, otherwise: 900 });
    const niceness = wholeNumber(args, 'nice', { min: 0, max: 19, otherwise: TRAINING_NICENESS });
    const discovery = args.text('discovery');
    // Before the first thread starts.
    fixYoungSpaces();
    const tidy = tidyMemory();
    const measurements = createMeasurements();
    const script = fileURLToPath(new URL('./analysis.js', import.meta.url));
    const language = daemonLanguage({ script, measure: measurements.measure });
    const daemon = await startDaemon({
      host: args.text('host') ?? '127.0.0.1',
      port: wholeNumber(args, 'port', { min: 0, max: 65_535, otherwise: 0 }),
      ...(discovery === null ? {} : { discovery: resolve(io.cwd, discovery) }),
      idleSeconds: idle === 0 ? null : idle,
      runLimit: wholeNumber(args, 'runs', { min: 1, max: 256, otherwise: availableParallelism() }),
      services: async (context) => {
        const { daemonServices } = await import('../../server/daemon-services.ts');
        return daemonServices(context, import.meta.url, { check: language.check, measurements }, niceness);
      },
      openLanguage: language.open,
    });
    const { url, pid, version } = daemon.discovery;
    if (daemon.kind === 'started') return serveUntilEnd(daemon, io).finally(tidy.stop);
    writeJson(io, { url, pid, version, discovery: daemon.discoveryFile });
    return 0;
  },
);

async function serveUntilEnd(daemon: RunningDaemon, io: CommandIo): Promise<number> {
  const { url, pid, version } = daemon.discovery;
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The first signal lets runs save a checkpoint; a second one does not wait for them.
      if (asked) process.exit(1);
      asked = true;
      void daemon.stop(signal);
    });
  }
  let failed = false;
  const fail = (error: unknown) => {
    // Also if the shutdown itself fails or does not end.
    if (!failed) setTimeout(() => process.exit(1), FAILED_LIMIT);
    failed = true;
    daemon.fail(error).catch((other: unknown) => daemon.log(`the shutdown failed: ${String(other)}`));
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  writeJson(io, { url, pid, version, discovery: daemon.discoveryFile });
  saveCompileCache(COMPILED);
  await daemon.ended;
  const status = failed ? 1 : 0;
  setTimeout(() => process.exit(status), failed ? 0 : LINGER).unref();
  return status;
}
