/** A Glow of the benchmark as files that `flowscope train` takes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GlowConfiguration, glowSpec } from '../../bench/glow.ts';
import { idxBytes } from '../../daemon/data/testing/idx-bytes.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';

const COUNT = 600;

/** Writes random images and the spec into a folder. @returns the spec's path */
export async function writeGlow(configuration: GlowConfiguration, folder: string): Promise<string> {
  const { size, colors = 1 } = configuration;
  const extents = [COUNT, size, size, colors];
  const random = randomStream(0, 'glow');
  const pixels = Uint8Array.from({ length: extents.reduce((a, b) => a * b) }, () => random.integer(256));
  await writeFile(join(folder, 'images.idx'), idxBytes(extents, pixels));
  const path = join(folder, 'glow.flow.json');
  await writeFile(path, glowSpec(configuration, 'images.idx'));
  return path;
}
