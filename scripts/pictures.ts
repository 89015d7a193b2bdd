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

/** Beside the pages of the guide, in the extension. */
function walkthroughPictures(): Readonly<Record<string, string>> {
  const names = GUIDE_TOPICS.flatMap((topic) => ['light', 'dark'].map((theme) => `${topic}-${theme}`));
  return Object.fromEntries(names.map((name) => [`${WALKTHROUGH}/${name}`, `walkthrough-${name}`]));
}

const [part = ''] = process.argv.slice(2);
for (const [name, screenshot] of Object.entries(PICTURES).filter(([name]) => name.includes(part))) {
  const bytes = await readFile(`${FROM}/${screenshot}.png`);
  const { width, height, channels, data } = decode(bytes);
  const small = encode({ width, height, channels, depth: 8, data: data as Uint8Array }, { zlib: { level: 9 } });
  const best = small.length < bytes.length ? small : bytes;
  await writeFile(`${TO}/${name}.png`, best);
  console.log(`${name.padEnd(40)} ${(best.length / 1024).toFixed(0).padStart(5)} KB`);
}
