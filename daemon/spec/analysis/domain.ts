import { dataInterval, type Ends, extensionOf, intervalText, matchesSupport } from '../../flow/bijections/domains.ts';
import type { LayerDefinition } from '../../flow/definition.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import type { DomainResult, Interval } from '../../flow/intervals.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Report } from '../diagnostic.ts';
import type { Pace } from '../pace.ts';
import type { BaseSection } from '../resolve/base-section.ts';
import type { Sites } from '../text/sites.ts';
import { removals } from './domain-fixes.ts';
import { createInternedStates, createRememberedSteps, mixed } from './interned-states.ts';

export interface DomainInput {
  readonly layers: readonly FlatLayer[];
  readonly definitions: ReadonlyMap<string, LayerDefinition>;
  readonly inputShape: Shape;
  /** Interval of every data coordinate. */
  readonly range: { readonly low: number; readonly high: number; readonly closed: boolean };
  /** null: unknown, or not every layer is known; then the final comparison is skipped. */
  readonly base: BaseSection | null;
  readonly sites: Sites;
  readonly pace: Pace;
  /** Where the first values are from, for messages. Default: `this source yields`. */
  readonly origin?: string;
}

/**
 * Follows each coordinate's interval through all layers; the result must equal the base's support. Turns that begin
 * with the same intervals as an earlier one are not computed again.
 */
export async function checkDomain(report: Report, input: DomainInput): Promise<void> {
  const follow = follower(input);
  const found = await follow(input.layers);
  if (found === null) return;
  const { sites, base } = input;
  const { text } = report.document;
  const helps = async (without: readonly FlatLayer[]) => (await follow(without)) === null;
  const at = found.layer ?? found.previous;
  report.add({
    code: 'domain',
    severity: 'error',
    message: found.message,
    span: at ? sites.typeSpan(at.path) : base!.span,
    path: at?.path ?? base!.path,
    fixes: await removals(text, sites, input.layers, [found.previous, found.layer], helps),
  });
}

interface DomainProblem {
  readonly message: string;
  /** The layer that does not accept its input; null: the base does not. */
  readonly layer: FlatLayer | null;
  /** The layer before it. */
  readonly previous: FlatLayer | null;
}

/** Returns the first problem of layers that begin at the data, or null. */
function follower(input: DomainInput): (layers: readonly FlatLayer[]) => Promise<DomainProblem | null> {
  const steps = createRememberedSteps<readonly Interval[], DomainResult>((result) =>
    'problem' in result ? 1 : result.intervals.length,
  );
  const states = createInternedStates(hashOf, areEqual);
  const { pace, base } = input;
  const first = dataInterval(input.range);
  const start = states.intern(Array.from({ length: sizeOf(input.inputShape) }, () => first));
  return async (layers) => {
    let intervals = start;
    let previous: FlatLayer | null = null;
    let { origin = 'this source yields' } = input;
    for (const layer of layers) {
      const definition = input.definitions.get(layer.type);
      if (!definition) return null;
      const before = intervals;
      const variant = `${layer.inverted} ${layer.inputShape} ${layer.type}`;
      const result = steps.get(layer.layer.config, variant, before, () => {
        const made = passed(definition, layer, before);
        return 'problem' in made ? made : { intervals: states.intern(made.intervals) };
      });
      if ('problem' in result) {
        return { message: result.problem.replace(/here (they|values) lie in/, origin), layer, previous };
      }
      intervals = result.intervals;
      previous = layer;
      origin = `layer ${layer.index} (${layer.type}) yields`;
      if (pace.due()) await pace.pause();
    }
    const message = base === null ? null : refusalOfBase(intervals, previous, base);
    return message === null ? null : { message, layer: null, previous };
  };
}

function hashOf(intervals: readonly Interval[]): number {
  const ends = new Float64Array(4);
  const words = new Int32Array(ends.buffer);
  let hash = intervals.length;
  let previous: Interval | null = null;
  let own = 0;
  for (const interval of intervals) {
    // Neighboring coordinates mostly share one object.
    if (interval !== previous) {
      previous = interval;
      ends[0] = interval.low;
      ends[1] = interval.high;
      ends[2] = interval.extension?.low ?? 0;
      ends[3] = interval.extension?.high ?? 0;
      own = words.reduce(mixed, 0);
    }
    hash = mixed(hash, own);
  }
  return hash;
}

function areEqual(a: readonly Interval[], b: readonly Interval[]): boolean {
  return a.length === b.length && a.every((interval, i) => sameInterval(interval, b[i]!));
}

function sameInterval(a: Interval, b: Interval): boolean {
  return a === b || (a.closed === b.closed && sameEnds(a, b) && sameExtension(a.extension, b.extension));
}

function sameExtension(a: Ends | undefined, b: Ends | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameEnds(a, b);
}

function sameEnds(a: Ends, b: Ends): boolean {
  return Object.is(a.low, b.low) && Object.is(a.high, b.high);
}

function passed(
  definition: LayerDefinition,
  { layer, inverted }: FlatLayer,
  intervals: readonly Interval[],
): DomainResult {
  if (!inverted) return definition.domain(layer.config, intervals, layer.inputShape);
  if (definition.inverseDomain) return definition.inverseDomain(layer.config, intervals, layer.outputShape);
  return definition.domain(layer.config, intervals, layer.outputShape);
}

function refusalOfBase(intervals: readonly Interval[], last: FlatLayer | null, base: BaseSection): string | null {
  const support = base.definition.support(base.config);
  const wrong = intervals.find((interval) => !matchesSupport(interval, support));
  if (!wrong) return null;
  const direction = last?.inverted ? `inverse of ${last.type}` : last?.type;
  const maps = direction
    ? `${direction} maps onto ${intervalText(extensionOf(wrong))}`
    : `the data are in ${intervalText(extensionOf(wrong))}`;
  return `${maps}, but the support of base ${base.definition.type} is ${intervalText(support)}: q would not integrate to 1`;
}
