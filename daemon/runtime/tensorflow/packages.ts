/**
 * The packages of TensorFlow.js that are installed beside Flowscope: where Node finds those that Flowscope's own files
 * require. Packages in the folder of a spec are never loaded, because opening a folder must not run its code.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { TensorflowDevice } from '../../../protocol/backends.ts';
import { systemCode } from '../../errors/system-code.ts';
import { DEVICES } from './devices.ts';

export interface InstalledPackage {
  readonly name: string;
  readonly folder: string;
  readonly version: string;
}

const manifest = z.object({ version: z.string() });
const named = z.object({ name: z.string().optional() });

/** @param from a file of Flowscope @returns the packages of a device in the order of loading; null: one is missing */
export function installedFor(device: TensorflowDevice, from: string): readonly InstalledPackage[] | null {
  for (const names of DEVICES[device].packages) {
    const found = names.map((name) => locate(name, from)).filter((own) => own !== null);
    if (found.length === names.length) return found;
  }
  return null;
}

/** Runs the package's code. */
export function load({ folder }: InstalledPackage, from: string): unknown {
  return createRequire(from)(folder);
}

function locate(name: string, from: string): InstalledPackage | null {
  let path: string;
  try {
    path = createRequire(from).resolve(`${name}/package.json`);
  } catch (error) {
    if (systemCode(error) === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
  return { name, folder: dirname(path), version: manifest.parse(read(path)).version };
}

/**
 * The options of npm with which it installs packages where `from` finds them: in the project or among the global packages
 * that Flowscope is one of, else in Flowscope's own folder (a checkout, an extension), whose package.json stays as it is.
 */
export function npmOptions(from: string): string {
  const root = rootOf(from);
  const modules = dirname(root);
  if (!/[\\/]node_modules$/.test(modules)) return `--no-save --prefix ${quoted(root)}`;
  const project = dirname(modules);
  return exists(join(project, 'package.json')) ? `--prefix ${quoted(project)}` : '--global';
}

/** Flowscope's folder: the nearest one with its package.json. */
function rootOf(from: string): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (exists(path) && named.safeParse(read(path)).data?.name === 'flowscope') return folder;
    if (folder === dirname(folder)) return dirname(from);
  }
}

/** This file, or the bundle that it is in. */
export function ownFile(): string {
  return fileURLToPath(import.meta.url);
}

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** As a shell reads it. */
function quoted(path: string): string {
  return /[\s'"()&]/.test(path) ? JSON.stringify(path) : path;
}
