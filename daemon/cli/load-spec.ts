/** Reads a spec file for a command that needs its plan. */

import { open, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { DataReading } from '../../protocol/data-reading.ts';
import type { DataWatch } from '../data/definition.ts';
import { shellWord } from '../encoding/shell-word.ts';
import { decodeUtf8, encodingProblem } from '../encoding/utf8.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { ModelPlan } from '../models/plan.ts';
import { isProposable } from '../proposal/proposable-files.ts';
import { checkSpec } from '../spec/check-spec.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import { fileStemOf } from '../spec/file-stem.ts';
import { SpecError } from '../spec/spec-error.ts';
import { flowNameOfData } from '../templates/flow-name.ts';

const LARGEST_SPEC = 4 * 1024 * 1024;

export interface SpecFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** @throws FlowscopeError `spec-not-found`, `spec-encoding` (exit 2) */
export async function readSpecFile(file: string, cwd: string): Promise<SpecFile> {
  const path = resolve(cwd, file);
  const fail = (message: string, hint: string): never => {
    throw new FlowscopeError('spec-not-found', message, { file: path, hint, exitCode: 2 });
  };
  const info = await stat(path).catch(() =>
    fail(`spec ${file} not found`, 'Give the path of a .flow.json file; flowscope init NAME writes one.'),
  );
  if (!info.isFile()) fail(`${file} is not a regular file`, 'Give the path of a .flow.json file.');
  if (isProposable(file) && !(await beginsLikeSpec(path))) throw tableError(file, path);
  if (info.size > LARGEST_SPEC)
    fail(`${file} has ${info.size} bytes; a spec may have at most 4 MiB`, 'Move the data to a separate file.');
  const bytes = await readFile(path);
  const problem = encodingProblem(bytes, file);
  if (problem !== null) {
    const message = `${file} ${problem.message}`;
    throw new FlowscopeError('spec-encoding', message, { file: path, hint: problem.hint, exitCode: 2 });
  }
  return { path, text: decodeUtf8(bytes) };
}

/** Whether a file begins with an object, or a comment above it. */
async function beginsLikeSpec(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return /^\s*(?:\{|\/[/*])/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Somebody gives the data instead of a spec. */
function tableError(file: string, path: string): FlowscopeError {
  const name = flowNameOfData(file);
  return new FlowscopeError('spec-not-found', `${file} is a data file, not a spec`, {
    file: path,
    hint: `Write a spec for it: flowscope init ${shellWord(name)} --data ${shellWord(file)}`,
    exitCode: 2,
  });
}

export interface LoadedSpec extends SpecFile {
  readonly plan: ModelPlan;
  /** Warnings and information. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of a table or an array that was read. */
  readonly reading: DataReading | null;
}

/** @throws SpecError (exit 2) if one of the diagnostics is an error, or the data is not known */
export async function loadSpec(
  file: string,
  cwd: string,
  { missingData = 'warning', ...watch }: { missingData?: 'warning' | 'error' } & DataWatch = {},
): Promise<LoadedSpec> {
  const spec = await readSpecFile(file, cwd);
  const fileStem = fileStemOf(spec.path);
  const { plan, diagnostics, reading } = await checkSpec(spec.text, {
    folder: dirname(spec.path),
    trusted: true,
    fileStem,
    missingData,
    ...watch,
  });
  if (!plan) throw new SpecError(spec.path, diagnostics);
  return { ...spec, plan, diagnostics, reading };
}
