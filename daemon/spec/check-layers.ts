/** The sections of a model with layers: `base` and `layers`, from their text to their part of the plan. */
import { DEFAULT_BASE } from '../flow/bases/registry.ts';
import type { LayerDefinition } from '../flow/definition.ts';
import { type FlatLayer, flattenNodes } from '../flow/flatten-plan.ts';
import type { FlowPlan } from '../flow/plan.ts';
import type { Shape } from '../tensor/tensor.ts';
import { checkAdversarial } from './analysis/adversarial.ts';
import { followCoordinates } from './analysis/coordinates.ts';
import { reportCoordinates } from './analysis/coupling-checks.ts';
import { reportDiscreteData } from './analysis/discrete-data.ts';
import { checkDomain } from './analysis/domain.ts';
import { checkReverseKl } from './analysis/reverse-kl.ts';
import { reportSamplingCost } from './analysis/sampling-cost.ts';
import type { Report } from './diagnostic.ts';
import type { Pace } from './pace.ts';
import { elementwiseLayer } from './resolve/availability.ts';
import { type BaseSection, readBaseSection } from './resolve/base-section.ts';
import { chooseConditioner } from './resolve/choose-conditioner.ts';
import type { ConditionerTable } from './resolve/conditioner-table.ts';
import type { DataSection } from './resolve/data-section.ts';
import { adversarialOf, objectivePlace } from './resolve/discriminator-section.ts';
import { expandLayers, MAX_LAYERS } from './resolve/expand.ts';
import { createListing } from './resolve/list-layers.ts';
import { expandedCount, type Listed } from './resolve/listed.ts';
import type { Registries } from './resolve/registries.ts';
import type { TrainingConfig } from './schema/training-schema.ts';
import type { ObjectNode, Place } from './text/node.ts';
import { createSites, type Sites } from './text/sites.ts';

export interface ListedSections {
  /** null: it is wrong, which was reported. */
  readonly base: BaseSection | null;
  readonly layers: readonly Listed[];
}

/** Checks `base` and each listed layer on its own. */
export async function listLayers(
  report: Report,
  root: Place<ObjectNode>,
  conditioners: ConditionerTable,
  { bases, layers }: Registries,
  pace: Pace,
): Promise<ListedSections> {
  const base = readBaseSection(report, root, conditioners, bases);
  if (pace.due()) await pace.pause();
  return { base, layers: await createListing(report, conditioners, layers, pace).list(root, 'a spec', 0) };
}

export interface LayersContext {
  readonly report: Report;
  readonly root: Place<ObjectNode>;
  readonly data: DataSection | null;
  readonly listed: ListedSections;
  readonly conditioners: ConditionerTable;
  readonly registries: Registries;
  readonly training: TrainingConfig;
  readonly pace: Pace;
}

/** Expands the layers and checks what depends on the data and on other layers; null if a section is not complete. */
export async function resolveLayers(context: LayersContext): Promise<Pick<FlowPlan, 'base' | 'layers'> | null> {
  const { report, root, data, listed, conditioners, registries, training, pace } = context;
  const { base } = listed;
  const inputShape = data?.summary?.shape ?? null;
  const within = reportTooMany(report, listed.layers);
  const sites = createSites(root);
  const expansion = await expandLayers(listed.layers, inputShape, {
    report,
    sites,
    conditioners,
    seed: training.seed,
    elementwise: elementwiseLayer(registries.layers),
    bits: data?.summary?.bits ?? null,
    once: !within,
    pace,
  });
  const flat = flattenNodes(expansion.nodes);
  const complete = within && expansion.outputShape !== null;
  const definitions = registries.layers;
  await analyze({ report, root, sites, data, base, flat, inputShape, complete, definitions, training, pace });
  const config = base ? completeBase(report, base, conditioners, data) : null;
  if (!complete || !base || !config || expansion.outputShape === null) return null;
  return { base: { type: base.definition.type, config, shape: expansion.outputShape }, layers: expansion.nodes };
}

function reportTooMany(report: Report, listed: readonly Listed[]): boolean {
  const count = expandedCount(listed);
  if (count <= MAX_LAYERS) return true;
  const counts = listed.map((layer) => expandedCount([layer]));
  const most = counts.reduce((a, b) => Math.max(a, b));
  const largest = listed[counts.indexOf(most)]!;
  const times = largest.place.node.members.findLast((member) => member.key === 'times')?.value;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `a flow may have at most ${MAX_LAYERS} layers after expansion, found ${count}: repeat fewer times`,
    span: times ?? largest.typeSpan,
    path: times ? `${largest.place.path}.times` : largest.place.path,
  });
  return false;
}

interface Analysis {
  readonly report: Report;
  readonly root: Place<ObjectNode>;
  readonly sites: Sites;
  readonly data: DataSection | null;
  readonly base: BaseSection | null;
  readonly flat: readonly FlatLayer[];
  readonly inputShape: Shape | null;
  readonly complete: boolean;
  readonly definitions: readonly LayerDefinition[];
  readonly training: TrainingConfig;
  readonly pace: Pace;
}

async function analyze(analysis: Analysis): Promise<void> {
  const { report, root, sites, data, base, flat, inputShape, complete, definitions, training, pace } = analysis;
  if (data === null) return;
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  reportDiscreteData(report, root, data, flat);
  await reportSamplingCost(report, flat, byType, sites, pace);
  await checkReverseKl(report, data, training.objective, flat, byType, sites, pace);
  const objective = adversarialOf(training) && objectivePlace(root);
  await checkAdversarial(report, objective, flat, byType, sites, pace);
  if (inputShape === null || data.summary === null) return;
  const { range } = data.summary;
  const followed = complete ? base : null;
  await checkDomain(report, { layers: flat, definitions: byType, inputShape, range, base: followed, sites, pace });
  // If a layer is missing, it is unknown what it would have transformed or mixed.
  const broken = () => report.some(({ severity, path }) => severity === 'error' && path.startsWith('layers'));
  if (!complete || flat.length === 0 || broken()) return;
  reportCoordinates(report, await followCoordinates(flat, byType, inputShape, pace), flat, sites);
}

function completeBase(
  report: Report,
  base: BaseSection,
  table: ConditionerTable,
  data: DataSection | null,
): object | null {
  const { conditioner: network } = base.definition;
  if (base.conditioner === null || network === undefined) return base.config;
  if (data?.summary && data.summary.context === null) {
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `base ${base.definition.type} needs a context: set "context" in "data", or use base "${DEFAULT_BASE}"`,
      span: base.span,
      path: base.path,
    });
    return null;
  }
  const conditioner = chooseConditioner(report, table, base.conditioner, {
    owner: base.definition.type,
    kinds: network.kinds,
    preset: network.default,
  });
  return conditioner === null ? null : { ...base.config, conditioner };
}
