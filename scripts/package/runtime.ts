/** ONNX Runtime as it is packaged: what Node loads of it, for one platform. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Those that ONNX Runtime has libraries for, and the rest, where the language features work. */
export const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64', 'universal'] as const;
export type Target = (typeof TARGETS)[number];

export function isTarget(text: string): text is Target {
  return TARGETS.some((target) => target === text);
}

/**
 * Copies onnxruntime-node and what it requires to `modules`.
 * @throws Error if the installed package lacks the libraries of `target`
 */
export async function stageRuntime(modules: string, target: Target): Promise<void> {
  if (target === 'universal') return;
  await stagePackage('onnxruntime-node', modules, ['dist']);
  // The binding requires it as CommonJS.
  await stagePackage('onnxruntime-common', modules, ['dist/cjs']);
  const [platform, arch] = target.split('-') as [string, string];
  const bin = join('node_modules', 'onnxruntime-node', 'bin');
  for (const version of await readdir(bin)) {
    const libraries = join(bin, version, platform, arch);
    if (existsSync(join(libraries, 'onnxruntime_binding.node'))) {
      await copyLibraries(libraries, join(modules, 'onnxruntime-node', 'bin', version, platform, arch));
      return;
    }
  }
  throw new Error(`onnxruntime-node has no libraries for ${target} in ${bin}`);
}

async function stagePackage(name: string, modules: string, folders: readonly string[]): Promise<void> {
  const from = join('node_modules', name);
  const to = join(modules, name);
  for (const folder of folders) {
    await cp(join(from, folder), join(to, folder), {
      recursive: true,
      filter: (path) => !/\.(map|d\.ts)$/.test(path),
    });
  }
  const manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { version, license, type, main, exports } = manifest;
  await writeFile(join(to, 'package.json'), JSON.stringify({ name, version, license, type, main, exports }, null, 2));
}

async function copyLibraries(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    // macOS: the same file again under the name with the full version, which nothing loads.
    if (/^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(name)) continue;
    await cp(join(from, name), join(to, name));
  }
}

/** The folder that the staged runtime is found in, by the programs in `dist`. */
export function runtimeFolder(dist: string): string {
  // vsce leaves out the node_modules folder of an extension's root when it is told not to look for dependencies.
  return join(dist, 'node_modules');
}
