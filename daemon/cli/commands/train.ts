/** `flowscope train`: a new training, or the continuation of one, by the running daemon or in a worker of its own. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { statePaths } from '../../client/state-folder.ts';
import { finishedRun } from '../../training/finished-run.ts';
import type { CommandIo } from '../command-io.ts';
import { defineCommand } from '../define-command.ts';
import type { Arguments } from '../options.ts';
import { trainingReport } from '../training/report.ts';
import { readRequest } from '../training/request.ts';
import { trainLocally } from '../training/train-locally.ts';

export const run = defineCommand(
  {
    name: 'train',
    usage: ['train SPEC [options]', 'train --resume RUN [--threads N]'],
    positionals: [{ name: 'SPEC', description: 'A .flow.json file.' }],
    required: 0,
    options: {
      'run-dir': {
        value: 'D',
        description: 'Folder of the run: absent or empty. Default: .flowscope/runs beside the spec.',
      },
      steps: { value: 'N', description: 'Optimization steps instead of the spec’s; stored with the run.' },
      seed: { value: 'N', description: 'Seed of initialization, order and noise instead of the spec’s.' },
      threads: {
        value: 'N',
        description: 'Threads inside one operation. Default: 1 for small networks, else up to 4.',
      },
      'take-over': {
        description:
          'With --resume, where the file system has no locks (some network ones): take the run although its last trainer seems to live. Only if you know that it is dead.',
      },
      local: { description: 'Train in a process of this command’s own, also when a daemon runs.' },
      discovery: { value: 'FILE', description: 'Discovery file of the daemon. Default: that of the user’s daemon.' },
      resume: {
        value: 'RUN',
        description: 'Go on with a run from its newest checkpoint: a directory, an id, or latest.',
      },
    },
    notes: [
      'A running daemon (flowscope serve) does the training if there is one: it goes on when this terminal is closed.',
      'Ctrl-C finishes the current steps (a quarter of a second), saves a checkpoint and exits with status 130. A second Ctrl-C ends at once; saved checkpoints stay.',
      'A resumed training continues exactly as if it had not been interrupted.',
    ],
    examples: ['flowscope train examples/two-moons.flow.json', 'flowscope train --resume latest'],
  },
  async (args, io) => {
    const report = trainingReport(io, args.json);
    const daemon = args.flag('local') ? null : await reachDaemon(args, io);
    // The worker of a local training loads its runtime while the spec is being checked.
    if (daemon === null) return trainLocally(readRequest(args, io), report, io);
    try {
      const request = await readRequest(args, io);
      // A complete run tells again what it told; nothing is left to train.
      if (request.kind === 'resume' && finishedRun(request.run) !== null) {
        return await trainLocally(Promise.resolve(request), report, io);
      }
      const { trainAttached } = await import('../training/train-attached.ts');
      return await trainAttached(daemon, request, report);
    } finally {
      await daemon.close();
    }
  },
);

async function reachDaemon(args: Arguments, io: CommandIo) {
  const named = args.text('discovery');
  const { discovery: file } = statePaths(named === null ? null : resolve(io.cwd, named));
  if (!existsSync(file)) return null;
  const [{ findDaemon }, { connectDaemon }] = await Promise.all([
    import('../../client/find-daemon.ts'),
    import('../../client/connect-daemon.ts'),
  ]);
  const discovery = await findDaemon(file);
  return discovery === null ? null : connectDaemon({ discovery, trusted: true });
}
