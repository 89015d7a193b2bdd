/** The example of two moons with less of everything: what a test asks does not depend on it. */
import { readFileSync } from 'node:fs';

const EXAMPLE = new URL('../../examples/two-moons.flow.json', import.meta.url);
const SMALLER = [
  ['"samples": 20000', '"samples": 2000, "evaluationSamples": 500'],
  ['"hidden": [64, 64]', '"hidden": [16]'],
  ['"steps": 4000, "batchSize": 512', '"steps": 100, "batchSize": 128'],
] as const;

/** @returns the text of the spec */
export function smallMoons(): string {
  let text = readFileSync(EXAMPLE, 'utf8');
  for (const [before, after] of SMALLER) {
    if (!text.includes(before)) throw new Error(`${EXAMPLE} no longer holds ${before}`);
    text = text.replace(before, after);
  }
  return text;
}
