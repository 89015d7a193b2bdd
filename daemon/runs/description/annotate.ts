import { existsSync } from 'node:fs';
import type { AnnotationChange } from '../../../protocol/annotation.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { recordPath } from '../directory/run-record.ts';
import { setAside } from '../directory/set-aside.ts';
import { discard, type FileSystem, nodeFileSystem, replaceFile } from '../file-system.ts';
import { writeError } from '../write-error.ts';
import { type Annotation, annotationPath, encodeAnnotation, NO_ANNOTATION, readAnnotation } from './annotation-file.ts';

/**
 * Changes the label and the note of a run, whoever trains it. A damaged file is moved to `set-aside/`.
 * @param change of the protocol's schema
 * @throws FlowscopeError `run-not-found` (exit 2), also if the run is deleted meanwhile; `disk-full` | `unwritable`
 */
export async function annotate(
  directory: string,
  { label, note }: AnnotationChange,
  files: FileSystem = nodeFileSystem,
): Promise<Annotation> {
  checkRun(directory);
  const path = annotationPath(directory);
  const before = await readAnnotation(directory).catch(async (error: unknown) => {
    if (!(error instanceof FlowscopeError)) throw error;
    await setAside(directory, [path], { files });
    return null;
  });
  const { label: oldLabel, note: oldNote } = before ?? NO_ANNOTATION;
  const next = { label: label === undefined ? oldLabel : label, note: note === undefined ? oldNote : note };
  if (next.label === null && next.note === null) await remove(files, path);
  else await replaceFile(files, path, encodeAnnotation(next));
  // A deletion takes run.json first, and does not know a file that came after it.
  if (!existsSync(recordPath(directory))) await discard(files, path);
  checkRun(directory);
  return next;
}

async function remove(files: FileSystem, path: string): Promise<void> {
  await files.remove(path).catch((error: unknown) => {
    throw writeError(error, path);
  });
}

function checkRun(directory: string): void {
  if (existsSync(recordPath(directory))) return;
  throw new FlowscopeError('run-not-found', `${directory} is not a run directory: it has no run.json.`, {
    file: directory,
    exitCode: 2,
    hint: '`flowscope runs` lists the runs of this folder.',
  });
}
