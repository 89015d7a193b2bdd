import { basename, dirname, resolve } from 'node:path';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { isFolder } from '../../folders/is-folder.ts';
import { formatNats } from '../../format/numbers.ts';
import { listRuns, runFolders, type UnreadableRun } from '../../runs/directory/find-run.ts';
import type { RunStatus } from '../../runs/directory/run-status.ts';
import type { CommandIo } from '../command-io.ts';
import { defineCommand } from '../define-command.ts';
import { writeJson, writeNote, writeText } from '../print.ts';
import { queuedRuns } from '../queued-runs.ts';
import { DISCOVERY_OPTION } from '../reach-daemon.ts';
import { showTable } from '../show.ts';
import { usageError } from '../usage-error.ts';

export const run = defineCommand(
  {
    name: 'runs',
    usage: ['runs [--root D] [--discovery FILE]'],
    positionals: [],
    required: 0,
    options: {
      root: {
        value: 'D',
        description:
          'A project folder, or a folder of run directories. Default: every .flowscope/runs in this folder and its parents.',
      },
      discovery: DISCOVERY_OPTION,
    },
    notes: [
      'Runs in the queue of a running daemon come first, then all others, newest first. NLL is over the validation rows, in nats; ≤ marks a negative ELBO, which the NLL of a VAE does not exceed. A GAN has none. inspect, sample and export use the best weights.',
    ],
    examples: ['flowscope runs', 'flowscope runs --root ~/experiments --json'],
  },
  async (args, io) => {
    const root = args.text('root');
    if (root !== null) await checkRoot(root, resolve(io.cwd, root));
    const roots = root === null ? await runFolders(io.cwd) : [resolve(io.cwd, root)];
    const [lists, queued] = await Promise.all([
      Promise.all(roots.map(listRuns)),
      queuedRuns(args.text('discovery'), roots, io),
    ]);
    const runs = lists
      .flatMap((list) => list.runs)
      .sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0));
    const damaged = lists.flatMap((list) => list.damaged);
    if (args.json) {
      const left = damaged.map(({ runDir, error }) => ({ runDir, message: error.message }));
      const waiting = queued.map(({ id, runDir, name, spec, steps, started, queuePosition }) => ({
        ...{ id, runDir, name, spec, steps, started },
        position: queuePosition,
      }));
      writeJson(io, {
        v: 1,
        runs,
        ...(waiting.length === 0 ? {} : { queued: waiting }),
        ...(left.length === 0 ? {} : { damaged: left }),
      });
    } else await show(io, runs, damaged, queued);
    for (const { error } of damaged) writeNote(io, error.message);
    for (const { runDir, integrity } of runs) noteProblems(io, runDir, integrity?.problems ?? []);
    return 0;
  },
);

async function checkRoot(root: string, folder: string): Promise<void> {
  if (!(await isFolder(folder))) throw usageError(`--root ${root} is not a folder`);
  const { isRunDirectory } = await import('../../runs/directory/enclosing-run.ts');
  if (!(await isRunDirectory(folder))) return;
  throw usageError(`--root ${root} is a run, not a folder of runs`, `flowscope runs --root ${dirname(folder)}`);
}

function noteProblems(io: CommandIo, runDir: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  writeNote(io, `${runDir} is damaged: ${problems.join('; ')}. \`flowscope fsck ${runDir}\` lists its files.`);
}

async function show(
  io: CommandIo,
  runs: readonly RunStatus[],
  damaged: readonly UnreadableRun[],
  queued: readonly RunInfo[],
): Promise<void> {
  if (runs.length + damaged.length + queued.length === 0) {
    writeText(io, 'No runs yet. Train a spec: flowscope train SPEC.flow.json');
    return;
  }
  // Most runs have no label, and the table is wide already.
  const hasLabels = runs.some(({ label }) => label !== undefined);
  showTable(
    io,
    [
      { title: 'id' },
      ...(hasLabels ? [{ title: 'label' }] : []),
      { title: 'status' },
      { title: 'step', align: 'right' },
      { title: 'best NLL', align: 'right' },
      { title: 'at step', align: 'right' },
      { title: 'last NLL', align: 'right' },
      { title: 'started' },
    ],
    [
      ...queued.map(({ id, label, queuePosition, steps, started }) => [
        id,
        ...(hasLabels ? [label ?? ''] : []),
        `queued, position ${queuePosition}`,
        `0/${steps}`,
        ...['', '', ''],
        startedText(started),
      ]),
      ...runs.map((run) => [run.id, ...(hasLabels ? [run.label ?? ''] : []), ...cellsOf(run)]),
      ...damaged.map(({ runDir }) => [
        basename(runDir),
        ...(hasLabels ? [''] : []),
        'damaged',
        ...Array.from({ length: 5 }, () => ''),
      ]),
    ],
  );
  for (const { id, best } of runs) {
    if (best?.n === undefined || best.notFinite === undefined) continue;
    const { leftOutText } = await import('../../format/left-out-text.ts');
    const text = leftOutText(best.notFinite, best.n, { summary: 'the best NLL' });
    if (text !== null) writeText(io, `${id}: ${text}`);
  }
}

function cellsOf(run: RunStatus): readonly string[] {
  const { status, step, steps, likelihood, validation, best, started, error, integrity } = run;
  const nll = (value: number) => `${likelihood === 'bound' ? '≤ ' : ''}${formatNats(value)}`;
  return [
    [status, error?.code, integrity?.state === 'damaged' ? 'damaged' : null]
      .filter((text) => text != null)
      .map((text, index) => (index === 0 ? text : `(${text})`))
      .join(' '),
    `${step}/${steps}`,
    best?.nll == null ? '' : nll(best.nll),
    best?.nll == null ? '' : String(best.step),
    validation?.nll == null ? '' : nll(validation.nll),
    startedText(started),
  ];
}

function startedText(started: string): string {
  return started.slice(0, 16).replace('T', ' ');
}
