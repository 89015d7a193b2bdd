/** `flowscope fsck`: the state of each file of a run, and repairs. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadDataset } from '../../data/load-dataset.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { formatCounted } from '../../format/numbers.ts';
import { writeDataRecord } from '../../runs/directory/data-record.ts';
import { findRunDirectory } from '../../runs/directory/find-run.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { setAside } from '../../runs/directory/set-aside.ts';
import type { FileSystem } from '../../runs/file-system.ts';
import { type CheckedRun, checkRun } from '../../runs/fsck/check-run.ts';
import { type Fence, type FileState, isDamage } from '../../runs/fsck/file-state.ts';
import { repairRun } from '../../runs/fsck/repair-run.ts';
import { planOf } from '../../spec/parse-plan.ts';
import type { CommandIo } from '../command-io.ts';
import { defineCommand } from '../define-command.ts';
import { writeJson, writeText } from '../print.ts';
import { RUN_ARGUMENT } from '../run-argument.ts';
import { showTable } from '../show.ts';

export const run = defineCommand(
  {
    name: 'fsck',
    usage: ['fsck RUN [--repair]'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    options: {
      repair: {
        description:
          'Rebuild what other files prove: a manifest from its checkpoint and the log, data.json from the data, layers.jsonl without damaged lines and with the rows that metrics.jsonl has, the torn end of a log. A file that is rebuilt is first moved to set-aside/ in the run directory; other damaged files stay where they are.',
      },
    },
    notes: [
      'States: ok; unverified (no checksum proves the content, for example because an older version wrote the file); damaged; missing; unknown (not a file of Flowscope, never touched); rebuilt.',
      'Status 1: a file is damaged or missing.',
    ],
    examples: ['flowscope fsck latest', 'flowscope fsck latest --repair'],
  },
  async (args, io) => {
    const directory = await findRunDirectory(args.positionals[0]!, io.cwd);
    await checkIsRun(directory);
    const { files } = args.flag('repair') ? await repairRun(directory, dataRepairs) : await checkRun(directory);
    const damaged = files.filter(isDamage).length;
    if (args.json) {
      const told = files.map(({ path, state, reason }) => ({ path, state, ...(reason === null ? {} : { reason }) }));
      writeJson(io, { v: 1, runDir: directory, ok: damaged === 0, files: told });
    } else show(io, directory, files, damaged);
    return damaged === 0 ? 0 : 1;
  },
);

/** Any of these shows that the folder is, or was, a run. */
const MARKS = ['run.json', 'spec.txt', 'metrics.jsonl', 'checkpoints'];

async function checkIsRun(directory: string): Promise<void> {
  const names = await readdir(directory);
  if (MARKS.some((name) => names.includes(name))) return;
  throw new FlowscopeError('run-not-found', `${directory} is not a run directory: it has no files of a run.`, {
    file: directory,
    exitCode: 2,
    hint: '`flowscope runs --root FOLDER` lists the runs of a folder.',
  });
}

const DATA = 'data.json';

/** `data.json` is rebuilt from the data if they are the same. */
function dataRepairs({ run, files }: CheckedRun) {
  const own = files.find(({ path }) => path === DATA);
  if (run === null || own === undefined || !isDamage(own)) return [];
  return [{ path: DATA, repair: ({ files }: Fence) => rebuildData(run, files) }];
}

async function rebuildData(run: Run, files: FileSystem): Promise<string> {
  const folder = dirname(run.record.spec);
  const dataset = await loadDataset(planOf(run).data, { folder, trusted: true });
  if (dataset.fingerprint !== run.record.dataFingerprint) {
    throw new FlowscopeError(
      'data-changed',
      `the data of run ${run.record.id} have changed: data.json cannot be rebuilt`,
    );
  }
  const aside = await setAside(run.directory, [join(run.directory, 'data.json')], { files });
  await writeDataRecord(run.directory, dataset, files);
  return aside === null ? 'written again from the data' : `written again from the data; the old one is in ${aside}`;
}

function show(io: CommandIo, directory: string, files: readonly FileState[], damaged: number): void {
  showTable(
    io,
    [{ title: 'file' }, { title: 'state' }, { title: '' }],
    files.map(({ path, state, reason }) => [path, state, reason ?? '']),
  );
  const repairable = files.some((file) => isDamage(file) && (file.repair !== undefined || file.path === DATA));
  const advice = repairable
    ? `\`flowscope fsck ${directory} --repair\` rebuilds what can be rebuilt.`
    : damaged === 1
      ? 'It cannot be rebuilt: restore it from a backup if you need it.'
      : 'They cannot be rebuilt: restore them from a backup if you need them.';
  const counted = `${formatCounted(damaged, 'file')} damaged or missing.`;
  writeText(io, `\n${damaged === 0 ? 'Nothing is damaged.' : `${counted} ${advice}`}`);
}
