/** Condition images from files that the command line names. */
import { type ConditionFile, readCondition, readConditions } from '../data/conditions/read-condition.ts';
import type { Fit } from '../data/decoding/fit.ts';
import type { DataAccess } from '../data/definition.ts';
import type { ContextImage } from '../flow/plan.ts';
import type { OpenModel } from '../inspection/opened/open-flow.ts';
import { expectFile } from './row-files.ts';
import { usageError } from './usage-error.ts';

/**
 * The condition images of `--context-file F`, or `--context-file name=F,name=F` if the flow has several, by name.
 * @throws FlowscopeError `usage` (exit 2) for an unknown name; `missing-data`, `data`
 */
export async function conditionFiles(
  text: string | null,
  cwd: string,
  open: Pick<OpenModel, 'plan'>,
): Promise<ReadonlyMap<string, Float32Array>> {
  return readFiles(text, cwd, open, readCondition);
}

/**
 * Like `conditionFiles`, but a file, or a folder, may have one image for each row.
 * @param how pictures are scaled
 */
export async function conditionFilesOfRows(
  text: string | null,
  cwd: string,
  open: Pick<OpenModel, 'plan'>,
  how: Fit['how'],
): Promise<ReadonlyMap<string, ConditionFile>> {
  return readFiles(text, cwd, open, (path, access, image) => readConditions(path, access, image, how));
}

async function readFiles<T>(
  text: string | null,
  cwd: string,
  { plan }: Pick<OpenModel, 'plan'>,
  reader: (path: string, access: DataAccess, image: ContextImage) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  const read = new Map<string, T>();
  if (text === null) return read;
  const images = plan.context?.images ?? [];
  const names = images.map(({ name }) => name);
  if (names.length === 0) throw usageError('--context-file gives a condition image, but this flow has none');
  for (const { name, path } of filesOf(text, names)) {
    const image = images.find((candidate) => candidate.name === name);
    if (image === undefined) {
      throw usageError(`'${name}' is not a condition image of this flow; its condition images are ${names.join(', ')}`);
    }
    await expectFile(path, cwd);
    read.set(name, await reader(path, { folder: cwd, trusted: true }, image));
  }
  return read;
}

function filesOf(text: string, names: readonly string[]): readonly { readonly name: string; readonly path: string }[] {
  const isNamed = names.some((name) => text.startsWith(`${name}=`));
  if (!isNamed && names.length === 1) return [{ name: names[0]!, path: text }];
  return text.split(',').map((part) => {
    const equals = part.indexOf('=');
    if (equals > 0) return { name: part.slice(0, equals), path: part.slice(equals + 1) };
    throw usageError(
      `--context-file must name the condition image of each file, found '${text}'`,
      `For example: --context-file ${names.map((name) => `${name}=${name}.npy`).join(',')}`,
    );
  });
}
