import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IS_FULL_TIER } from './full-tier.ts';
import { CHECKOUT } from './vsix.ts';

export const PLANE_SPEC = 'two-moons.flow.json';

/**
 * The baselines of an evaluation take a second instead of six. The pictures that the full tier keeps have all rows. At least as many
 * as commands and panels look at by default, so that both have the same.
 */
const FEWER_ROWS = 4096;

/** The text of examples/two-moons.flow.json, with fewer rows in the gate. */
export async function planeSpec(): Promise<string> {
  const text = await readFile(join(CHECKOUT, 'examples', PLANE_SPEC), 'utf8');
  if (IS_FULL_TIER) return text;
  const fewer = text.replace('"samples": 20000', `"samples": ${FEWER_ROWS}`);
  if (fewer === text) throw new Error(`examples/${PLANE_SPEC} has another number of rows`);
  return fewer;
}
