import { createHash } from 'node:crypto';
import { isJsonObject, type JsonValue, parseJson } from '../../encoding/json.ts';

/** SHA-256 (lowercase hex) of a plan's JSON with sorted keys: equal exactly if the resolved plans are equal. */
export function planHash(plan: object): string {
  const json = parseJson(JSON.stringify(plan));
  return createHash('sha256').update(canonical(json)).digest('hex');
}

/**
 * Like `planHash`, but without the number of steps and the seed, which the command line may override. Tells whether a
 * run was trained with the flow and data that a spec describes.
 */
export function specHash(plan: { readonly training: object }): string {
  return planHash({ ...plan, training: { ...plan.training, steps: null, epochs: null, seed: null } });
}

function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join(',')}}`;
}
