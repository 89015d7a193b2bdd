import { DEFAULT_BASE } from '../flow/bases/registry.ts';
import type { LayerDefinition } from '../flow/definition.ts';
import type { PlanContext } from '../flow/plan.ts';
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
import { createReport, type Diagnostic, type Report } from './diagnostic.ts';
import { type FlatLayer, flattenNodes } from './flatten-plan.ts';
import { createPace, type Pace } from './pace.ts';
import type { Plan } from './plan.ts';
import { elementwiseLayer } from './resolve/availability.ts';
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
import { parseSpec, type SpecDocument } from './text/parse.ts';
import { createSites, type Sites } from './text/sites.ts';

export interface CheckOptions {
  /** Folder of the spec, which relative paths start from. */
  readonly folder: string;
  /** false: nothing outside `folder` is opened or stat'ed. */
  readonly trusted: boolean;
  /** Name of the file without `.flow.json`: the default name of the flow. */
  readonly fileStem: string;
  /** Severity of a missing data file: a warning while a spec is checked or edited (default), an error for training. */
  readonly missingData?: 'warning' | 'error';
  /**
   * Resolves after other work had a turn; the check then works in stretches of a few milliseconds. Absent: no pauses.
   */
  readonly breathe?: () => Promise<void>;
  /** Aborted when the result is no longer needed: the check is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Present if there is no error and the data's shape and context are known. */
  readonly plan: Plan | null;
  /** Rows of the training split; null if the files were not read, or their source does not count rows. */
  readonly trainingRows: number | null;
}

/**
 * Checks a text, or a parsed one, against a vocabulary. Never throws because of the content of a text or a data file.
 * @throws the reason of `options.signal` once it is aborted
 */
export async function checkText(
  text: string | SpecDocument,
  registries: Registries,
  options: CheckOptions,
): Promise<CheckResult> {
  const pace = createPace(options);
  const document = typeof text === 'string' ? parseSpec(text) : text;
  if (pace.due()) await pace.pause();
  const report = createReport(document);
  for (const { message, span, repair } of document.problems) {
    report.add({ code: 'syntax', severity: 'error', message, span, path: '', fixes: repair ? [repair] : [] });
  }
  const root = document.root === null ? null : { node: document.root, path: '' };
  if (root === null || !isObjectPlace(root)) {
    reportNoObject(report);
    return { diagnostics: report.diagnostics(), plan: null, trainingRows: null };
  }
  await reportDuplicateKeys(report, root, pace);
  const { plan, trainingRows } = await checkSections(report, root, registries, options, pace);
  if (plan !== null && !report.hasErrors && registries.countParameters) {
    reportParameterBound(report, root, await registries.countParameters(plan, pace));
  }
  if (pace.due()) await pace.pause();
  return { diagnostics: report.diagnostics(), plan: report.hasErrors ? null : plan, trainingRows };
}

function reportNoObject(report: Report): void {
  const { root, problems } = report.document;
  if (root === null && problems.length > 0) return;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: 'a spec must be an object with "data" and "layers"',
    span: root ?? { offset: 0, length: 0 },
    path: '',
  });
}

async function checkSections(
  report: Report,
  root: Place<ObjectNode>,
  registries: Registries,
  options: CheckOptions,
  pace: Pace,
): Promise<Pick<CheckResult, 'plan' | 'trainingRows'>> {
  const top = readTopLevel(report, root, options.fileStem);
  const conditioners = conditionerTable(report, root, registries.conditioners);
  const training = readTrainingSection(report, root);
  checkAngles(report, root);
  const base = readBaseSection(report, root, conditioners, registries.bases);
  if (pace.due()) await pace.pause();
  const listed = await createListing(report, conditioners, registries.layers, pace).list(root, 'a spec', 0);
  conditioners.finish();
  const data = await readDataSection(report, root, registries.sources, {
    ...options,
    missingData: options.missingData ?? 'warning',
  });
  const inputShape = data?.summary?.shape ?? null;
  const within = reportTooMany(report, listed);
  const sites = createSites(root);
  const expansion = await expandLayers(listed, inputShape, {
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
  await analyse({ report, root, sites, data, base, flat, inputShape, complete, definitions, training, pace });
  const baseConfig = base ? completeBase(report, base, conditioners, data) : null;
  const trainingRows = data?.read ? (data.summary?.trainingRows ?? null) : null;
  if (!complete || !data || !base || !baseConfig) return { plan: null, trainingRows };
  return { plan: planOf(top, data, base.definition.type, baseConfig, expansion, training), trainingRows };
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

async function analyse(analysis: Analysis): Promise<void> {
  const { report, root, sites, data, base, flat, inputShape, complete, definitions, training, pace } = analysis;
  if (data === null) return;
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  reportBatchSize(report, root, data, training.batchSize);
  reportDiscreteData(report, root, data, flat);
  await reportSamplingCost(report, flat, byType, sites, pace);
  await checkReverseKl(report, data, training.objective, flat, byType, sites, pace);
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
