import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Device files of Linux, by folder: GPUs (also in WSL), AMD's and NVIDIA's compute devices, and TPUs. */
const FILES: Readonly<Record<string, RegExp>> = {
  dev: /^(nvidia\d+|kfd|dxg|accel\d+)$/,
  'dev/dri': /^renderD\d+$/,
  'dev/accel': /^accel\d+$/,
  'dev/vfio': /^\d+$/,
};

/** What reaches each GPU of the other systems. */
const ALWAYS: { readonly [P in NodeJS.Platform]?: string } = { darwin: 'Metal', win32: 'Direct3D 12' };

/**
 * What a GPU or TPU would be reached by on this machine; empty: there is none. It reads up to four folders, and starts nothing.
 * @param root of the file system
 */
export function acceleratorFiles(platform: NodeJS.Platform = process.platform, root = '/'): readonly string[] {
  const always = ALWAYS[platform];
  if (always !== undefined) return [always];
  return Object.entries(FILES).flatMap(([folder, name]) =>
    namesIn(join(root, folder))
      .filter((file) => name.test(file))
      .sort()
      .map((file) => `${folder}/${file}`),
  );
}

/** A folder that cannot be read has no device that we could use. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
