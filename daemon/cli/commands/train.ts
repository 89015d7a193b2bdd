/** `flowscope train`: starts or resumes a run, in the running daemon, otherwise in its own worker. */
import { hostname } from 'node:os';
import { Writable } from 'node:stream';
import type { DataProgress } from '../../../protocol/data-progress.ts';
import type { RankPlace } from '../../runtime/definition.ts';
import { finishedRun } from '../../training/finished-run.ts';
import type { CommandIo } from '../command-io.ts';
import { defineCommand } from '../define-command.ts';
import { loadReporting } from '../load-with-progress.ts';
import { writeNote } from '../print.ts';
import { DISCOVERY_OPTION, reachDaemon } from '../reach-daemon.ts';
import { ENGINE_OPTIONS } from '../training/engine-options.ts';
import { rankPlace } from '../training/rank-place.ts';
import { type TrainingReport, trainingReport } from '../training/report.ts';
import { type Loading, readRequest } from '../training/request.ts';
import { trainLocally } from '../training/train-locally.ts';

export const run = defineCommand(
  {
    name: 'train',
    usage: ['train SPEC [options]', 'train --resume RUN [--from-start] [--threads N] [--backend B]'],
    positionals: [{ name: 'SPEC', description: 'A .flow.json file.' }],
    required: 0,
    options: {
      'run-dir': {
        value: 'D',
        description: 'Run directory, new or empty. Default: .flowscope/runs beside the spec.',
      },
      steps: {
        value: 'N',
        description: 'Number of optimization steps; overrides the spec and is stored with the run.',
      },
      seed: {
        value: 'N',
        description: 'Seed of the initialization, the batch order and the dequantization noise; overrides the spec.',
      },
      threads: {
        value: 'N',
        description: 'Threads per operation. Default: 1 for small networks, else up to 4.',
      },
      ...ENGINE_OPTIONS,
      'take-over': {
        description:
          'With --resume, on file systems without locks (some network ones): resume the run although its last trainer seems to be alive. Only use it if you know that the trainer is dead.',
      },
      'from-start': {
        description:
          'With --resume: train from step 0 again, for example if no checkpoint can be read. The old checkpoints are moved to set-aside/ in the run directory.',
      },
      local: { description: 'Train without the daemon, even if one is running.' },
      discovery: DISCOVERY_OPTION,
      resume: {
        value: 'RUN',
        description: 'Resume a run from its newest checkpoint: a run directory, an id, or latest.',
      },
    },
    notes: [
      'If a daemon is running (flowscope serve), it does the training, which continues when this terminal is closed.',
      'Ctrl-C finishes the current steps (a quarter of a second), saves a checkpoint and exits with status 130. A second Ctrl-C ends at once; saved checkpoints stay.',
      'A resumed run continues bit for bit as if it had not stopped. With another --backend it continues the curve, up to rounding.',
    ],
    examples: [
      'flowscope train two-moons.flow.json',
      'flowscope train two-moons.flow.json --backend jax --device gpu --python jax-venv',
      'flowscope train --resume latest',
    ],
  },
  async (args, io) => {
    const place = rankPlace(process.env);
    const ranks = args.flag('devices') ? place : null;
    if (ranks !== null && ranks.rank > 0) {
      if (!args.json) writeNote(io, `Rank ${ranks.rank} of ${ranks.ranks}, on ${hostname()}: rank 0 reports.`);
      return trainLocally((loading) => readRequest(args, silent(io), ranks, loading), NO_REPORT, io);
    }
    const report = trainingReport(io, args.json);
    const local = (loading: Loading) => readRequest(args, io, ranks, loading);
    if (ranks !== null) return trainLocally(local, report, io);
    if (place?.rank === 0) report.note(apart(place));
    const daemon = args.flag('local') ? null : await reachDaemon(args.text('discovery'), io);
    // The worker of a local run loads its runtime while the spec is checked.
    if (daemon === null) return trainLocally(local, report, io);
    try {
      const show = (progress: DataProgress) => report.event({ event: 'preparing', ...progress });
      const loading: Loading = (load) => loadReporting(show, load).finally(() => report.close());
      const request = await readRequest(args, io, null, loading);
      // A complete run reports its result again, because there is nothing left to train.
      if (request.kind === 'resume' && !request.fromStart && finishedRun(request.run) !== null) {
        return await trainLocally(async () => request, report, io);
      }
      const { trainAttached } = await import('../training/train-attached.ts');
      return await trainAttached(daemon, request, report);
    } finally {
      await daemon.close();
    }
  },
);

/** Of a rank that is not the first. What it fails with is an error of the command. */
const NO_REPORT: TrainingReport = { event() {}, note() {}, close() {} };

function silent(io: CommandIo): CommandIo {
  const stderr = new Writable({ write: (_chunk, _encoding, done) => done() });
  return { ...io, stderr };
}

function apart({ ranks }: RankPlace): string {
  return `${ranks} tasks run this command, and each of them trains a run of its own. To share the work: --backend jax --devices all`;
}
