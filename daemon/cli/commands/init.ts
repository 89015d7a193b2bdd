import { stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { missingValueOf } from '../../data/missing/missing-values.ts';
import { initCommand } from '../../data/proposal-errors.ts';
import { shellWord } from '../../encoding/shell-word.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { formatCount } from '../../format/numbers.ts';
import { readingFields } from '../../format/reading-text.ts';
import { createStyle } from '../../format/style.ts';
import { openOutput } from '../../outputs/output-file.ts';
import { proposeSpec, type SpecProposal } from '../../proposal/propose-spec.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import type { Diagnostic } from '../../spec/diagnostic.ts';
import { flowNameFrom, flowNameOfData } from '../../templates/flow-name.ts';
import { specTemplates } from '../../templates/registry.ts';
import { slurmJob } from '../../templates/slurm-job.ts';
import type { CommandIo } from '../command-io.ts';
import { defineCommand } from '../define-command.ts';
import { diagnosticText } from '../diagnostic-text.ts';
import { fitTemplate } from '../fit-template.ts';
import type { Arguments } from '../options.ts';
import { writeOutput } from '../output-option.ts';
import { writeJson, writeText } from '../print.ts';
import { showFields } from '../show.ts';
import { usageError } from '../usage-error.ts';
import { oneOf } from '../values.ts';

const ENDING = '.flow.json';
const JOB_ENDING = '.sbatch';

export const run = defineCommand(
  {
    name: 'init',
    usage: ['init NAME [--template T]', 'init [NAME] --data FILE', 'init NAME --slurm'],
    positionals: [
      {
        name: 'NAME',
        description:
          'Name of the flow. Writes NAME.flow.json to the current folder; never overwrites a file. Default with --data: the name of the file.',
      },
    ],
    required: 0,
    options: {
      data: {
        value: 'FILE',
        description:
          'A table (.csv, .tsv, .txt, .dat, also compressed: .gz, .zst; .parquet; .arrow, .feather) or array (.npy, .npz) to write a spec for. Comments in the spec say which columns are modeled, which are conditions, and why.',
      },
      exclude: {
        value: 'COLUMN',
        description: 'With --data: leave this column out. May be repeated.',
      },
      'missing-value': {
        value: 'TEXT',
        description:
          'With --data: a cell with this number or text, such as -999 or n.d., has no value. Rows without a value are left out. May be repeated.',
      },
      template: {
        value: 'T',
        description: `${specTemplates.map(({ name }) => name).join(', ')}. Default: NAME if it is one of them, or two-moons.`,
      },
      slurm: {
        description: 'Write NAME.sbatch instead: a Slurm job that trains NAME.flow.json on several machines.',
      },
    },
    notes: specTemplates.map(({ name, summary }) => `${name}: ${summary}`),
    examples: ['flowscope init moons', 'flowscope init --data prices.csv', 'flowscope init moons --slurm'],
  },
  async (args, io) => {
    const given = args.text('data');
    const wanted = args.positionals[0] ?? (given === null ? null : flowNameOfData(given));
    if (wanted === null) throw usageError('init needs NAME', 'For example: flowscope init moons');
    const path = resolve(io.cwd, `${wanted.replace(/(\.flow)?(\.json)?$/, '')}${ENDING}`);
    const name = basename(path, ENDING);
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
      throw usageError(
        `'${name}' is not a valid name for a flow`,
        `A name has 1 to 64 letters, digits, dots, dashes and underscores. For example: ${flowNameFrom(name)}`,
      );
    }
    if (args.flag('slurm')) return writeJob(args, io, wanted, name);
    if (given !== null && args.text('template') !== null) {
      throw usageError('--data and --template exclude each other', 'With --data, the spec is written for the file.');
    }
    for (const [option, value] of Object.entries(DATA_OPTIONS)) {
      if (given !== null || args.all(option).length === 0) continue;
      throw usageError(
        `--${option} needs --data`,
        `For example: flowscope init --data prices.csv --${option} ${value}`,
      );
    }
    if (given !== null) await checkDataFile(given, io.cwd);
    const names = specTemplates.map((template) => template.name);
    const template = oneOf(args, 'template', names, names.includes(name) ? name : 'two-moons');
    const file = await openOutput(path, { ...NEW_FILE, inputs: given === null ? [] : [resolve(io.cwd, given)] });
    if (given !== null) {
      const [exclude, texts] = [args.all('exclude'), args.all('missing-value')];
      const proposal = await proposeSpec({
        ...{ name, path, file: resolve(io.cwd, given), exclude },
        missingValues: texts.map(missingValueOf),
        command: initCommand(args.positionals.slice(0, 1), given, exclude, texts),
      });
      await writeOutput(file, proposal.text);
      showProposal(io, args.json, { path, proposal });
      return 0;
    }
    const plain = specTemplates.find((candidate) => candidate.name === template)!.text(name);
    const table = join(dirname(path), `${name}.csv`);
    const isTable = template === 'table';
    const { text, reading } = isTable
      ? await fitTemplate(plain, { path, table, name })
      : { text: plain, reading: null };
    await writeOutput(file, text);
    if (args.json) writeJson(io, { v: 1, path, template });
    else {
      writeText(io, `Wrote ${path}`);
      if (reading !== null) showFields(io, readingFields(reading));
      advise(io, { path, text }, (await checkSpec(text, optionsOf(path, name))).diagnostics);
    }
    return 0;
  },
);

/** Options that are about the data, each with an example. */
const DATA_OPTIONS = { exclude: 'id', 'missing-value': '-999' };

/** For files that are never overwritten. */
const NEW_FILE = {
  run: null,
  inputs: [],
  trusted: true,
  replace: false,
  existsCode: 'exists',
  hint: 'Choose another name; init never overwrites.',
} as const;

async function checkDataFile(given: string, cwd: string): Promise<void> {
  const info = await stat(resolve(cwd, given)).catch(() => null);
  if (info === null) {
    throw new FlowscopeError('missing-data', `file '${given}' not found in ${cwd}`, {
      hint: 'Check the path.',
      exitCode: 2,
    });
  }
  if (info.isDirectory()) throw usageError(`'${given}' is a folder, not a file`, 'Name a data file in it.');
}

async function writeJob(args: Arguments, io: CommandIo, wanted: string, name: string): Promise<number> {
  if (args.text('template') !== null || args.text('data') !== null) {
    throw usageError('--slurm does not accept --template or --data', `flowscope init ${name} --slurm`);
  }
  const path = resolve(io.cwd, dirname(wanted), `${name}${JOB_ENDING}`);
  await writeOutput(await openOutput(path, NEW_FILE), slurmJob(name));
  if (args.json) writeJson(io, { v: 1, path, template: 'slurm' });
  else
    writeText(
      io,
      `Wrote ${path}\nEdit its #SBATCH lines for your cluster, then submit it: sbatch ${name}${JOB_ENDING}`,
    );
  return 0;
}

/** What the proposal uses and leaves out. */
function showProposal(
  io: CommandIo,
  json: boolean,
  { path, proposal }: { readonly path: string; readonly proposal: SpecProposal },
): void {
  const { rows, columns, leftOut } = proposal.data;
  const { reading, diagnostics } = proposal.checked;
  if (json) {
    const warnings = diagnostics
      .filter(({ severity }) => severity !== 'information')
      .map(({ code, message }) => ({ code, message }));
    writeJson(io, { v: 1, path, rows, columns, leftOut, warnings });
    return;
  }
  writeText(io, `Wrote ${path}`);
  const context = columns.filter(({ proposal: use }) => use === 'context').map((column) => column.name);
  const facts = readingFields(reading && { ...reading, leftOut });
  showFields(io, [
    // The check of a spec with errors may tell nothing.
    ...(facts.length > 0
      ? facts
      : [
          ['columns', formatCount(columns.filter(({ proposal: use }) => use === 'model').length)] as const,
          ...(context.length === 0 ? [] : [['context', context.join(', ')] as const]),
          ['rows read', formatCount(rows)] as const,
        ]),
  ]);
  advise(io, { path, text: proposal.text }, diagnostics);
}

/** How to train the spec, or what keeps it from training: a table may not fit, and files may not be there yet. */
function advise(
  io: CommandIo,
  { path, text }: { readonly path: string; readonly text: string },
  diagnostics: readonly Diagnostic[],
): void {
  const file = relative(io.cwd, path);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const style = createStyle(io.color);
  if (errors.length === 0) {
    for (const warning of diagnostics.filter(({ severity }) => severity === 'warning'))
      writeText(io, diagnosticText(file, { path, text }, warning, style));
    writeText(io, `Train it: flowscope train ${shellWord(file)}`);
    return;
  }
  writeText(io, '\nIt cannot be trained yet:');
  for (const error of errors) writeText(io, diagnosticText(file, { path, text }, error, style));
  writeText(io, `Check it again: flowscope check ${shellWord(file)}`);
}

function optionsOf(path: string, name: string) {
  return { folder: dirname(path), trusted: true, fileStem: name, missingData: 'error' } as const;
}
