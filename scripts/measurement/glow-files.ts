/** A Glow of the benchmark as files that `flowscope train` takes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GlowConfiguration, glowSpec } from '../../bench/glow.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';

const COUNT = 600;

/** Writes random images and the spec into a folder. @returns the spec's path */
export async function writeGlow(configuration: GlowConfiguration, folder: string): Promise<string> {
  const { size, colors = 1 } = configuration;
  const extents = [COUNT, size, size, colors];
  const header = 4 + 4 * extents.length;
  const bytes = new Uint8Array(header + extents.reduce((a, b) => a * b));
  const view = new DataView(bytes.buffer);
  for (const [i, value] of [0x800 + extents.length, ...extents].entries()) view.setUint32(4 * i, value);
  const random = randomStream(0, 'glow');
  for (let i = header; i < bytes.length; i++) bytes[i] = random.integer(256);
  await writeFile(join(folder, 'images.idx'), bytes);
  const path = join(folder, 'glow.flow.json');
  await writeFile(path, glowSpec(configuration, 'images.idx'));
  return path;
}
