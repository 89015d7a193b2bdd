import type { FlowFacts } from '../../data/doubts/define-doubt.ts';
import type { BaseDefinition, LayerDefinition } from '../../flow/definition.ts';
import { child, isArrayPlace, type ObjectNode, type Place, toValue } from '../text/node.ts';

/** What the base and the first layer of a spec do about their data, as far as its text tells. */
export function flowFacts(
  root: Place<ObjectNode>,
  asTheyAre: boolean,
  takesWeights: boolean,
  {
    bases = [],
    layers = [],
  }: { readonly bases?: readonly BaseDefinition[]; readonly layers?: readonly LayerDefinition[] },
): FlowFacts {
  const base = child(root, 'base');
  const type = base === null ? null : typeIn(toValue(base.node));
  const list = child(root, 'layers');
  const first = list !== null && isArrayPlace(list) ? list.node.items[0] : undefined;
  return {
    longTails: bases.some((definition) => definition.type === type && definition.longTails === true),
    takesInterval: asTheyAre && first !== undefined && takesInterval(toValue(first), layers),
    takesWeights,
  };
}

function takesInterval(written: unknown, layers: readonly LayerDefinition[]): boolean {
  const type = typeIn(written);
  const definition = layers.find((layer) => layer.type === type);
  if (definition?.takes === undefined || typeof written !== 'object') return false;
  const { type: _type, ...keys } = { type, ...written };
  const config = definition.schema.safeParse(keys);
  const taken = config.success ? definition.takes?.(config.data, 'forward') : undefined;
  return taken !== undefined && (taken.low > -Infinity || taken.high < Infinity);
}

/** Of `"logit"` or `{ "type": "logit" }`. */
function typeIn(written: unknown): unknown {
  return typeof written === 'object' && written !== null && 'type' in written ? written.type : written;
}
