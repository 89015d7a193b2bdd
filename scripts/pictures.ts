/**
 * Renews the pictures of the documentation from the screenshots that the end-to-end tests have taken: `npm run test:full`, then
 * `npm run pictures`, or `npm run pictures -- PART` for those with PART in their names. Only their encoding changes: browsers write PNG quickly, not small.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { decode, encode } from 'fast-png';
import { GUIDE_TOPICS } from '../protocol/panel/guide.ts';
import { PANELS } from '../protocol/panel/panels.ts';

const FROM = '.cache/e2e';
const TO = 'docs/images';
/** Relative to `TO`. */
const WALKTHROUGH = '../../extension/resources/walkthrough';

/** Picture of the documentation: screenshot. */
const PICTURES: Readonly<Record<string, string>> = {
  ...walkthroughPictures(),
  'editor-layers': 'documentation-layers',
  'editor-preview': 'documentation-preview',
  'editor-training': 'documentation-training',
  ...Object.fromEntries(
    PANELS.flatMap((panel) => ['light', 'dark'].map((theme) => [`panel-${panel}-${theme}`, `plane-${panel}-${theme}`])),
  ),
  ...Object.fromEntries(
    ['eight-gaussians', 'eight-gaussians-curves', 'digits'].flatMap((name) =>
      ['light', 'dark'].map((theme) => [`comparison-${name}-${theme}`, `comparison-${name}-${theme}`]),
    ),
  ),
  ...Object.fromEntries(
    ['light', 'dark'].flatMap((theme) => [
      [`panel-corner-${theme}`, `table-samples-${theme}`],
      [`panel-evaluation-${theme}`, `table-evaluation-${theme}`],
    ]),
  ),
  'panel-layers-high-contrast': 'plane-layers-high-contrast',
  ...Object.fromEntries(
    [
      'healthy-layers',
      'healthy-density',
      'dead-layer-layers',
      'exploding-scale-layers',
      'exploding-scale-training',
      'copied-dimension-density',
      'spline-out-of-bound-layers',
      'spline-out-of-bound-density',
      'large-logdet-no-gain-layers',
      'integers-samples',
    ].map((name) => [`gallery-${name}`, `gallery-${name}`]),
  ),
};

/** Pixels of the screenshot that a picture has, from the top, by the beginning of its name. Default: all. */
const HEIGHTS: Readonly<Record<string, number>> = { 'panel-corner': 1238, 'panel-evaluation': 1640 };

/** Beside the pages of the guide, in the extension. */
function walkthroughPictures(): Readonly<Record<string, string>> {
  const names = GUIDE_TOPICS.flatMap((topic) => ['light', 'dark'].map((theme) => `${topic}-${theme}`));
  return Object.fromEntries(names.map((name) => [`${WALKTHROUGH}/${name}`, `walkthrough-${name}`]));
}

const [part = ''] = process.argv.slice(2);
for (const [name, screenshot] of Object.entries(PICTURES).filter(([name]) => name.includes(part))) {
  const bytes = await readFile(`${FROM}/${screenshot}.png`);
  const { width, height: all, channels, data } = decode(bytes);
  const height = Object.entries(HEIGHTS).find(([start]) => name.startsWith(start))?.[1] ?? all;
  const pixels = (data as Uint8Array).subarray(0, height * width * channels);
  const small = encode({ width, height, channels, depth: 8, data: pixels }, { zlib: { level: 9 } });
  const best = height < all || small.length < bytes.length ? small : bytes;
  await writeFile(`${TO}/${name}.png`, best);
  console.log(`${name.padEnd(40)} ${(best.length / 1024).toFixed(0).padStart(5)} KB`);
}
