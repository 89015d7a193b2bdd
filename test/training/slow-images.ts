/** A folder of images that takes many seconds to decode, as one small file with many names. */
import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';

const NAMES = 400;
const SIDE = 1000;

/** @returns the path of a spec that trains on the folder */
export function writeSlowImages(folder: string): string {
  const images = join(folder, 'slow');
  mkdirSync(images);
  const first = join(images, '0.png');
  writeFileSync(first, encode({ width: SIDE, height: SIDE, data: new Uint8Array(SIDE * SIDE), channels: 1 }));
  for (let i = 1; i < NAMES; i++) linkSync(first, join(images, `${i}.png`));
  const spec = join(folder, 'slow.flow.json');
  const layers = [{ type: 'dequantize' }, { type: 'flatten' }, { type: 'actnorm' }];
  const data = { source: 'images', path: 'slow', size: [4, 4], channels: 1 };
  writeFileSync(spec, JSON.stringify({ name: 'slow', data, layers, training: { steps: 5, batchSize: 4 } }));
  return spec;
}
