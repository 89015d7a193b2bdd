/** The file of `-o` or `--onnx`. */
import { extname, resolve } from 'node:path';
import { type OutputFile, openOutput } from '../outputs/output-file.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import type { CommandIo } from './command-io.ts';
import { interruptible } from './interrupt.ts';
import type { Arguments } from './options.ts';
import { usageError } from './usage-error.ts';

/** The format that a file's extension implies. @throws FlowscopeError `usage` (exit 2) if it is not one of `known` */
export function formatOf<T extends string>(path: string, known: readonly T[]): T {
  const extension = extname(path).slice(1).toLowerCase();
  const found = known.find((format) => format === extension);
  if (found !== undefined) return found;
  const names = new Intl.ListFormat('en', { type: 'disjunction' }).format(known.map((format) => `.${format}`));
  throw usageError(`the output '${path}' must end in ${names}: the suffix chooses the format`);
}

const OUTPUT_OPTIONS = { output: '-o', onnx: '--onnx' } as const;

/**
 * The output file in the arguments of a command on a run, or null. It may not be the file of `--data`, which is read.
 * @throws FlowscopeError as `openOutput`
 */
export async function runOutput(args: Arguments, { cwd }: CommandIo, run: Run): Promise<OutputFile | null> {
  const name = (['output', 'onnx'] as const).find((option) => args.text(option) !== null);
  if (name === undefined) return null;
  const input = args.text('data');
  return openOutput(resolve(cwd, args.text(name)!), {
    run,
    inputs: input === null ? [] : [resolve(cwd, input)],
    trusted: true,
    replace: true,
    hint: `Choose another file with ${OUTPUT_OPTIONS[name]}.`,
  });
}

/** Writes the file; after Ctrl-C the old one is unchanged. Returns its path. */
export async function writeOutput(output: OutputFile, content: Uint8Array | string): Promise<string> {
  await interruptible((signal) => output.write(content, signal));
  return output.path;
}
