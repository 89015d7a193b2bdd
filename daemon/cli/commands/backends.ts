import type { BackendsResult } from '../../../protocol/backends-result.ts';
import { formatBytes } from '../../format/numbers.ts';
import { listBackends } from '../../runtime/list-backends.ts';
import { defineCommand } from '../define-command.ts';
import { writeJson, writeText } from '../print.ts';
import { PYTHON_OPTION, pythonOption } from '../training/engine-options.ts';

export const run = defineCommand(
  {
    name: 'backends',
    usage: ['backends [--python PATH]'],
    positionals: [],
    required: 0,
    options: { python: PYTHON_OPTION },
    notes: [
      'Starts Python to see whether the backend jax works, which takes seconds. A spec selects a backend with "backend", a command with --backend.',
    ],
    examples: ['flowscope backends', 'flowscope backends --python jax-venv --json'],
  },
  async (args, io) => {
    const result = await listBackends({ python: pythonOption(args, io.cwd) });
    if (args.json) writeJson(io, result);
    else writeText(io, result.backends.flatMap(linesOf).join('\n'));
    return 0;
  },
);

function linesOf({ name, available, automatic, reason, fix, versions, devices }: BackendsResult['backends'][number]) {
  const state = available ? `available${automatic ? ', used by auto' : ''}` : 'not available';
  const inner = [
    ...devices.map(({ name, kind, memory }) =>
      [name, kind, ...(memory === null ? [] : [formatBytes(memory)])].join('  '),
    ),
    ...(Object.keys(versions).length === 0
      ? []
      : [
          Object.entries(versions)
            .map(([of, version]) => `${of} ${version}`)
            .join(', '),
        ]),
    ...(reason === null ? [] : [reason]),
    ...(fix === null ? [] : [fix]),
  ];
  return [`${name.padEnd(10)}  ${state}`, ...inner.map((line) => `            ${line}`)];
}
