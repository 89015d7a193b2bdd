import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { BackendsResult } from '../../../protocol/backends-result.ts';
import { statePaths } from '../../client/state-folder.ts';
import { formatBytes } from '../../format/numbers.ts';
import { suggestedThreads } from '../../models/suggested-threads.ts';
import { listBackends } from '../../runtime/list-backends.ts';
import { openRuntime } from '../../runtime/registry.ts';
import { acceleratorRecord, forgetAccelerators } from '../../training/engine/find-accelerators.ts';
import { measureBackends } from '../../training/engine/measure-backends.ts';
import { defineCommand } from '../define-command.ts';
import { loadSpec } from '../load-spec.ts';
import { writeJson, writeText } from '../print.ts';
import { PYTHON_OPTION, pythonOption } from '../training/engine-options.ts';

export const run = defineCommand(
  {
    name: 'backends',
    usage: ['backends [SPEC] [--python PATH]'],
    positionals: [{ name: 'SPEC', description: 'Times the steps of this model. Default: a flow of usual size.' }],
    required: 0,
    options: { python: PYTHON_OPTION },
    notes: [
      'Starts each backend and times some training steps, which takes seconds. Nothing is saved.',
      'A spec selects a backend with "backend", a command with --backend. auto uses the processor, unless there is a GPU or TPU on which it measures that the steps of the spec are faster.',
    ],
    examples: ['flowscope backends', 'flowscope backends my.flow.json --python jax-venv --json'],
  },
  async (args, io) => {
    const python = pythonOption(args, io.cwd);
    const [file] = args.positionals;
    const spec = file === undefined ? null : await loadSpec(file, io.cwd, { missingData: 'error' });
    // What `auto` remembers may be out of date, which is why people look.
    await forgetAccelerators(acceleratorRecord(statePaths(null).folder));
    const threads = spec === null ? 1 : suggestedThreads(spec.plan, availableParallelism());
    const result = await measureBackends(await listBackends({ python }), {
      openRuntime: (backend, options) => openRuntime(backend, { threads, ...options }),
      python,
      subject: spec === null ? null : { plan: spec.plan, access: { folder: dirname(spec.path), trusted: true } },
    });
    if (args.json) writeJson(io, result);
    else
      writeText(
        io,
        [`Times are of a training step of ${result.measured}.`, ...result.backends.flatMap(linesOf)].join('\n'),
      );
    return 0;
  },
);

type Listed = BackendsResult['backends'][number];

function linesOf(backend: Listed): readonly string[] {
  const { name, available, automatic, reason, fix, versions, devices, problem, millisecondsPerStep } = backend;
  const state = available ? `available${automatic ? ', used by auto' : ''}` : 'not available';
  const time = millisecondsPerStep === undefined ? '' : `, ${formatStep(millisecondsPerStep)} a step`;
  const lines = [
    ...devices.map(({ name, kind, memory }) =>
      [name, kind, ...(memory === null ? [] : [formatBytes(memory)])].join('  '),
    ),
    Object.entries(versions)
      .map(([of, version]) => `${of} ${version}`)
      .join(', '),
    reason ?? '',
    fix ?? '',
    problem ?? '',
  ];
  return [
    `${name.padEnd(10)}  ${state}${time}`,
    ...lines.filter((line) => line !== '').map((line) => `            ${line}`),
  ];
}

function formatStep(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toPrecision(3)} ms` : `${(milliseconds / 1000).toPrecision(3)} s`;
}
