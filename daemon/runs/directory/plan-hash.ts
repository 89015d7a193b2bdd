import { jsonSha256 } from '../../encoding/canonical-json.ts';
import { parseJson } from '../../encoding/json.ts';

/** SHA-256 (lowercase hex) of a plan's JSON with sorted keys: equal exactly if the resolved plans are equal. */
export function planHash(plan: object): string {
  return jsonSha256(parseJson(JSON.stringify(plan)));
}

/**
 * Like `planHash`, but without the number of steps and the seed, which the command line may override. Tells whether a
 * run was trained with the flow and data that a spec describes.
 */
export function specHash(plan: { readonly training: object }): string {
  return planHash({ ...chosenPlan(plan), training: { ...plan.training, steps: null, epochs: null, seed: null } });
}

/** A plan without what follows from the data, which plans of earlier versions do not have. */
export function chosenPlan<P extends object>(plan: P): P {
  return { ...plan, bits: undefined };
}
