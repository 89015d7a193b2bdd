/** The training state in the metadata of a checkpoint's tensors. */

import { isJsonObject, type JsonObject, parseJson } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { readMetadata } from './safetensors.ts';

/** Key of the state record in the file's metadata. */
export const STATE_KEY = 'flowscope.state';

/** The state record; null if there is none. */
export function stateOf(metadata: Readonly<Record<string, string>>): JsonObject | null {
  const text = metadata[STATE_KEY];
  if (text === undefined) return null;
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The state in a file, without its tensors and without checking its hash; null if it cannot be read. */
export async function readState(path: string): Promise<JsonObject | null> {
  try {
    return stateOf(await readMetadata(path));
  } catch (error) {
    if (error instanceof FlowscopeError) return null;
    throw error;
  }
}

/** The step whose validation was the best when this state was saved; null: none, or the state does not say. */
export function bestStepOf({ best }: JsonObject): number | null {
  return isJsonObject(best) && typeof best.step === 'number' ? best.step : null;
}

/** Whether the validation of `step` was the best when this state was saved, or the state does not say. */
export function mayBeBest({ best }: JsonObject, step: number): boolean {
  return best === undefined || (isJsonObject(best) && best.step === step);
}
