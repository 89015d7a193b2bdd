import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import { child } from '../text/node.ts';
import type { ElementwiseLayer } from './availability.ts';
import { chooseConditioner } from './choose-conditioner.ts';
import type { ConditionerTable } from './conditioner-table.ts';
import type { ListedLayer } from './listed.ts';
import { type AlternateCounters, maskNamesFor, resolveMask } from './masks.ts';
import { autoregressiveOrder, permutationOrder } from './orders.ts';
import type { SharedLists } from './shared-lists.ts';

export interface FillContext {
  readonly report: Report;
  readonly conditioners: ConditionerTable;
  readonly counters: AlternateCounters;
  readonly shared: SharedLists;
  readonly seed: number;
  /** What to propose if a coupling is not possible. */
  readonly elementwise: ElementwiseLayer | null;
  /** Bits per value of an image source, else null. */
  readonly bits: number | null;
  readonly turn: readonly number[];
  /** Shape and its origin in words. */
  readonly site: string;
}

/** A layer's keys with mask, order and network resolved for `shape`; null if one of them cannot be (reported). */
export function fillConfig(layer: ListedLayer, shape: Shape, context: FillContext): object | null {
  const config: Record<string, unknown> = { ...layer.config };
  // All steps run, so that one problem does not hide another.
  const steps = [fillMask, fillOrder, fillConditioner, fillPresets].map((step) => step(layer, shape, context, config));
  return steps.every(Boolean) ? config : null;
}

type Step = (layer: ListedLayer, shape: Shape, context: FillContext, config: Record<string, unknown>) => boolean;

const fillMask: Step = (layer, shape, { report, counters, shared, site, elementwise }, config) => {
  if (layer.mask === null) return true;
  if (sizeOf(shape) === 1) {
    report.add({
      code: 'shape-mismatch',
      severity: 'error',
      message: `${layer.definition.type} needs at least 2 dimensions, found ${site}: it transforms one part given the other${insteadOf(elementwise)}`,
      span: layer.typeSpan,
      path: layer.place.path,
      fixes: [
        elementwise &&
          fix(
            `Use the elementwise layer ${elementwise.type}`,
            replace(layer.place.node, `{ "type": "${elementwise.type}" }`),
          ),
      ],
    });
    return false;
  }
  const resolved = resolveMask(layer.mask, shape, counters, shared);
  if ('mask' in resolved) {
    config.mask = resolved.mask;
    return true;
  }
  const written = child(layer.place, 'mask');
  const name = maskNamesFor(shape)[0]!;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: resolved.problem,
    span: written?.node ?? layer.typeSpan,
    path: written?.path ?? layer.place.path,
    fixes: [written && layer.mask !== name ? fix(`Change to "${name}"`, replace(written.node, `"${name}"`)) : null],
  });
  return false;
};

function insteadOf(elementwise: ElementwiseLayer | null): string {
  if (elementwise === null) return '';
  const can = elementwise.does === 'bend' ? '' : ', which shifts and scales';
  return `; use the elementwise layer "${elementwise.type}" for 1-D data${can}`;
}

const fillOrder: Step = (layer, shape, { report, counters, shared, seed, turn }, config) => {
  if (layer.order === null) return true;
  const { path } = layer.place;
  if (layer.definition.traits?.order === 'autoregressive') {
    config.order = autoregressiveOrder(String(layer.order), sizeOf(shape), { seed, path, turn }, counters, shared);
    return true;
  }
  const entries = shape[shape.length - 1]!;
  // The layer's own seed if there is one, else the training seed; the plan shows the effective one.
  const own = child(layer.place, 'seed') ? Number(layer.config.seed) : seed;
  if ('seed' in layer.config) config.seed = own;
  const site = { seed: own, path, turn };
  const resolved = permutationOrder(layer.order, entries, site, shared);
  if ('order' in resolved) {
    config.order = resolved.order;
    return true;
  }
  const written = child(layer.place, 'order');
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: resolved.problem,
    span: written?.node ?? layer.typeSpan,
    path: written?.path ?? path,
  });
  return false;
};

const fillConditioner: Step = (layer, shape, { report, conditioners }, config) => {
  const use = layer.conditioner;
  const { type, conditioner } = layer.definition;
  if (use === null || !conditioner) return true;
  if (conditioner.needed && !conditioner.needed(layer.config)) return true;
  const preset = conditioner.default(shape);
  const onImages = conditioner.kinds.includes('image');
  const chosen = chooseConditioner(report, conditioners, use, {
    owner: onImages ? `${type} on ${shape.length === 3 ? 'an image' : 'a vector'}` : type,
    kinds: shape.length === 3 ? conditioner.kinds : conditioner.kinds.filter((kind) => kind !== 'image'),
    preset,
  });
  if (chosen === null) return false;
  config.conditioner = chosen;
  return true;
};

/** Defaults that depend on the data or on the shape. */
const fillPresets: Step = (layer, shape, { bits }, config) => {
  Object.assign(config, layer.definition.presets?.(layer.config, shape, bits));
  return true;
};
