import type { LayerDefinition } from '../flow/definition.ts';
import type { Shape } from '../tensor/tensor.ts';
import { checkAngles } from './analysis/angles.ts';
import { reportBatchSize } from './analysis/batch-size.ts';
import { followCoordinates } from './analysis/coordinates.ts';
import { reportCoordinates } from './analysis/coupling-checks.ts';
import { reportDiscreteData } from './analysis/discrete-data.ts';
import { checkDomain } from './analysis/domain.ts';
import { reportDuplicateKeys } from './analysis/duplicate-keys.ts';
import { reportParameterBound } from './analysis/parameter-bound.ts';
import { checkReverseKl } from './analysis/reverse-kl.ts';
import { reportSamplingCost } from './analysis/sampling-cost.ts';
import { createSites } from './analysis/sites.ts';
import { createReport, type Diagnostic, type Report } from './diagnostic.ts';
import { type FlatLayer, flattenNodes } from './flatten-plan.ts';
import type { Plan, PlanContext } from './plan.ts';
import { type BaseSection, readBaseSection } from './resolve/base-section.ts';
import { chooseConditioner } from './resolve/choose-conditioner.ts';
import { type ConditionerTable, conditionerTable } from './resolve/conditioner-table.ts';
import { type DataSection, readDataSection } from './resolve/data-section.ts';
import { type Expansion, expandLayers, MAX_LAYERS } from './resolve/expand.ts';
import { createListing } from './resolve/list-layers.ts';
import { expandedCount, type Listed } from './resolve/listed.ts';
import type { Registries } from './resolve/registries.ts';
import { readTopLevel } from './resolve/top-level-section.ts';
import { readTrainingSection, resolveTraining } from './resolve/training-section.ts';
import type { TrainingConfig } from './schema/training-schema.ts';
import { isObjectPlace, type ObjectNode, type Place } from './text/node.ts';
import { parseSpec } from './text/parse.ts';

export interface CheckOptions {
  /** Folder of the spec: relative paths start here. */
  readonly folder: string;
  /** false: nothing outside `folder` is opened or stat'ed. */
  readonly trusted: boolean;
  /** Name of the file without `.flow.json`: the default name of the flow. */
  readonly fileStem: string;
  /** How severe a missing data file is: a warning where a spec is checked or edited (default), an error for training. */
  readonly missingData?: 'warning' | 'error';
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Present if there is no error and the data's shape and context are known. */
  readonly plan: Plan | null;
}

/** Checks a text against a vocabulary. Never throws for anything that a text or a data file can hold. */
export async function checkText(text: string, registries: Registries, options: CheckOptions): Promise<CheckResult> {
  const document = parseSpec(text);
  const report = createReport(document);
  for (const { message, span, repair } of document.problems) {
    report.add({ code: 'syntax', severity: 'error', message, span, path: '', fixes: repair ? [repair] : [] });
  }
  const root = document.root === null ? null : { node: document.root, path: '' };
  if (root === null || !isObjectPlace(root)) {
    reportNoObject(report);
    return { diagnostics: report.diagnostics(), plan: null };
  }
  reportDuplicateKeys(report, root);
  const plan = await checkSections(report, root, registries, options);
  if (plan !== null && !hasErrors(report) && registries.countParameters) {
    reportParameterBound(report, root, registries.countParameters(plan));
  }
  return { diagnostics: report.diagnostics(), plan: hasErrors(report) ? null : plan };
}

function hasErrors(report: Report): boolean {
  return report.diagnostics().some(({ severity }) => severity === 'error');
}

function reportNoObject(report: Report): void {
  const { root, problems } = report.document;
  if (root === null && problems.length > 0) return;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: 'a spec is an object with "data" and "layers"',
    span: root ?? { offset: 0, length: 0 },
    path: '',
  });
}

async function checkSections(
  report: Report,
  root: Place<ObjectNode>,
  registries: Registries,
  options: CheckOptions,
): Promise<Plan | null> {
  const top = readTopLevel(report, root, options.fileStem);
  const conditioners = conditionerTable(report, root, registries.conditioners);
  const training = readTrainingSection(report, root);
  checkAngles(report, root);
  const base = readBaseSection(report, root, conditioners, registries.bases);
  const listed = createListing(report, conditioners, registries.layers).list(root, 'a spec', 0);
  conditioners.finish();
  const data = await readDataSection(report, root, registries.sources, {
    ...options,
    missingData: options.missingData ?? 'warning',
  });
  const inputShape = data?.summary?.shape ?? null;
  const within = reportTooMany(report, listed);
  const expansion = expandLayers(listed, inputShape, {
    report,
    conditioners,
    seed: training.seed,
    bits: data?.summary?.bits ?? null,
    once: !within,
  });
  const flat = flattenNodes(expansion.nodes);
  const complete = within && expansion.outputShape !== null;
  analyse({ report, root, data, base, flat, inputShape, complete, definitions: registries.layers, training });
  const baseConfig = base ? completeBase(report, base, conditioners, data) : null;
  if (!complete || !data || !base || !baseConfig) return null;
  return planOf(top, data, base.definition.type, baseConfig, expansion, training);
}

function reportTooMany(report: Report, listed: readonly Listed[]): boolean {
  const count = expandedCount(listed);
  if (count <= MAX_LAYERS) return true;
  const largest = listed.toSorted((a, b) => expandedCount([b]) - expandedCount([a]))[0]!;
  const times = largest.place.node.members.findLast((member) => member.key === 'times')?.value;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `a flow may have ${MAX_LAYERS} layers after expansion, found ${count}: repeat fewer times`,
    span: times ?? largest.typeSpan,
    path: times ? `${largest.place.path}.times` : largest.place.path,
  });
  return false;
}

interface Analysis {
  readonly report: Report;
  readonly root: Place<ObjectNode>;
  readonly data: DataSection | null;
  readonly base: BaseSection | null;
  readonly flat: readonly FlatLayer[];
  readonly inputShape: Shape | null;
  readonly complete: boolean;
  readonly definitions: readonly LayerDefinition[];
  readonly training: TrainingConfig;
}

function analyse({ report, root, data, base, flat, inputShape, complete, definitions, training }: Analysis): void {
  if (data === null) return;
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  const sites = createSites(root);
  reportBatchSize(report, root, data, training.batchSize);
  reportDiscreteData(report, root, data, flat);
  reportSamplingCost(report, flat, byType, sites);
  checkReverseKl(report, data, training.objective, flat, byType, sites);
  if (inputShape === null || data.summary === null) return;
  const { range } = data.summary;
  checkDomain(report, { layers: flat, definitions: byType, inputShape, range, base: complete ? base : null, sites });
  // With a layer missing, what it would have transformed or mixed is unknown.
  if (complete && countsAll(flat)) reportCoordinates(report, followCoordinates(flat, byType, inputShape), flat, sites);

  function countsAll(layers: readonly FlatLayer[]): boolean {
    return (
      layers.length > 0 &&
      !report.diagnostics().some(({ severity, path }) => severity === 'error' && path.startsWith('layers'))
    );
  }
}

function completeBase(
  report: Report,
  base: BaseSection,
  table: ConditionerTable,
  data: DataSection | null,
): object | null {
  if (base.conditioner === null) return base.config;
  if (data?.summary && data.summary.context === null) {
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `base ${base.definition.type} needs a context: set "context" in "data", or take base "normal"`,
      span: base.span,
      path: base.path,
    });
    return null;
  }
  const conditioner = chooseConditioner(report, table, base.conditioner, {
    owner: base.definition.type,
    kinds: ['vector'],
    preset: BASE_NETWORK,
  });
  return conditioner === null ? null : { ...base.config, conditioner };
}

const BASE_NETWORK = { type: 'mlp', hidden: [64] };

function planOf(
  top: { readonly name: string; readonly backend: Plan['backend'] },
  data: DataSection,
  baseType: string,
  baseConfig: object,
  expansion: Expansion,
  training: TrainingConfig,
): Plan | null {
  const { summary, config, source } = data;
  if (summary === null || summary.context === 'unknown' || expansion.outputShape === null) return null;
  const context: PlanContext | null = summary.context;
  return {
    name: top.name,
    data: { source, ...config },
    inputShape: summary.shape,
    context,
    base: { type: baseType, config: baseConfig, shape: expansion.outputShape },
    layers: expansion.nodes,
    training: resolveTraining(training, summary.shape.length === 3),
    backend: top.backend,
  };
}
