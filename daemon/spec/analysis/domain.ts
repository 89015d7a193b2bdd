import { dataInterval, extensionOf, intervalText, matchesSupport } from '../../flow/bijections/domains.ts';
import type { DomainResult, Interval, LayerDefinition } from '../../flow/definition.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { Report } from '../diagnostic.ts';
import type { FlatLayer } from '../flatten-plan.ts';
import type { BaseSection } from '../resolve/base-section.ts';
import { size } from '../resolve/shape-text.ts';
import type { Sites } from './sites.ts';

export interface DomainInput {
  readonly layers: readonly FlatLayer[];
  readonly definitions: ReadonlyMap<string, LayerDefinition>;
  readonly inputShape: Shape;
  /** Interval of every data coordinate. */
  readonly range: { readonly low: number; readonly high: number; readonly closed: boolean };
  /** null: unknown, or not every layer is known; the last comparison is left out. */
  readonly base: BaseSection | null;
  readonly sites: Sites;
}

/** Follows each coordinate's interval through all layers; what arrives must equal the base's support. */
export function checkDomain(report: Report, input: DomainInput): void {
  let intervals: readonly Interval[] = Array.from({ length: size(input.inputShape) }, () => dataInterval(input.range));
  let last: FlatLayer | null = null;
  let origin = 'this source yields';
  for (const layer of input.layers) {
    const definition = input.definitions.get(layer.type);
    if (!definition) return;
    const result = passed(definition, layer, intervals);
    if ('problem' in result) {
      reportProblem(report, layer, result.problem.replace(/here (they|values) lie in/, origin), input);
      return;
    }
    intervals = result.intervals;
    last = layer;
    origin = `layer ${layer.index} (${layer.type}) yields`;
  }
  if (input.base !== null) compareWithBase(report, intervals, last, input.base, input.sites);
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

function reportProblem(report: Report, layer: FlatLayer, message: string, { sites }: DomainInput): void {
  const span = sites.typeSpan(layer.path);
  report.add({ code: 'domain', severity: 'error', message, span, path: layer.path });
}

function compareWithBase(
  report: Report,
  intervals: readonly Interval[],
  last: FlatLayer | null,
  base: BaseSection,
  sites: Sites,
): void {
  const support = base.definition.support(base.config);
  const wrong = intervals.find((interval) => !matchesSupport(interval, support));
  if (!wrong) return;
  const type = base.definition.type;
  const direction = last?.inverted ? `inverse of ${last.type}` : last?.type;
  const maps = direction
    ? `${direction} maps onto ${intervalText(extensionOf(wrong))}`
    : `the data live on ${intervalText(extensionOf(wrong))}`;
  report.add({
    code: 'domain',
    severity: 'error',
    message: `${maps} but base ${type} lives on ${intervalText(support)}: q would not integrate to 1`,
    span: last ? sites.typeSpan(last.path) : base.span,
    path: last?.path ?? base.path,
  });
}
