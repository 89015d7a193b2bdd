import type { DataReading } from '../../protocol/data-reading.ts';
import type { FileExamination } from '../../protocol/file-examination.ts';
import type { LoadWatch } from '../data/data-progress.ts';
import type { DataWatch } from '../data/definition.ts';
import type { TableDoubt } from '../data/doubts/define-doubt.ts';
import type { ModelDefinition } from '../models/definition.ts';
import type { ModelPlan } from '../models/plan.ts';
import { reportBatchSize } from './analysis/batch-size.ts';
import { reportIntegerColumns } from './analysis/discrete-data.ts';
import { reportDuplicateKeys } from './analysis/duplicate-keys.ts';
import { reportParameterBound } from './analysis/parameter-bound.ts';
import { reportParameterExcess } from './analysis/parameter-excess.ts';
import { reportRecompute } from './analysis/recompute.ts';
import { reportRowWeights, takesWeights } from './analysis/row-weights.ts';
import { reportUnusedContext } from './analysis/unused-context.ts';
import { checkLikelihood } from './analysis/without-likelihood.ts';
import { listLayers, resolveLayers } from './check-layers.ts';
import { createReport, type Diagnostic, type Fix, type Report, toFix } from './diagnostic.ts';
import { fix, removeMember, setMember } from './fixes/edits.ts';
import { createPace, type Pace } from './pace.ts';
import { conditionerTable } from './resolve/conditioner-table.ts';
import { type DataSection, readDataSection } from './resolve/data-section.ts';
import {
  adversarialOf,
  DISCRIMINATOR_KINDS,
  objectivePlace,
  readDiscriminator,
} from './resolve/discriminator-section.ts';
import { listFlowSections, resolveFlowSections } from './resolve/flow-sections.ts';
import { neededNetworks, networkKeys, readNetworks, reportUnfitNetwork } from './resolve/network-sections.ts';
import type { Registries } from './resolve/registries.ts';
import { readTopLevel, type TopLevel } from './resolve/top-level-section.ts';
import { readTrainingSection, resolveTraining } from './resolve/training-section.ts';
import { namingToken } from './schema/report-issue.ts';
import type { TrainingConfig } from './schema/training-schema.ts';
import { findMember, isObjectPlace, type ObjectNode, type Place } from './text/node.ts';
import { parseSpec, type SpecDocument } from './text/parse.ts';

export interface CheckOptions extends DataWatch {
  /** Folder of the spec, which relative paths start from. */
  readonly folder: string;
  /** false: nothing outside `folder` is opened or stat'ed. */
  readonly trusted: boolean;
  /** Name of the file without `.flow.json`: the default name of the flow. */
  readonly fileStem: string;
  /** Severity of a missing data file: a warning while a spec is checked or edited (default), an error for training. */
  readonly missingData?: 'warning' | 'error';
  /** Looks for damaged files where the check of a spec opens none, which may take seconds. Needs trust. */
  readonly examine?: LoadWatch;
  /**
   * Resolves after other work had a turn; the check then works in stretches of a few milliseconds. Absent: no pauses.
   */
  readonly breathe?: () => Promise<void>;
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Number of problems beyond those, which the last diagnostic counts; absent: none. */
  readonly unlisted?: number;
  /** Present if there is no error and the data's shape and context are known. */
  readonly plan: ModelPlan | null;
  /** Rows of the training split; null if the files were not read, or their source does not count rows. */
  readonly trainingRows: number | null;
  /** What is modeled of a table or an array; null for other sources, and if it was not read. */
  readonly reading: DataReading | null;
  /** What was seen of files if `examine` was asked for; null for other sources. */
  readonly examination: FileExamination | null;
  /** What looks wrong in the data, as figures. */
  readonly doubts: readonly TableDoubt[];
  /** One fix for all warnings about a table, if there are several; absent: there are not. */
  readonly combined?: Combined;
}

export interface Combined {
  readonly fix: Fix;
  /** `data` after it. */
  readonly data: Readonly<Record<string, unknown>>;
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
  report.omit(document.moreProblems);
  const root = document.root === null ? null : { node: document.root, path: '' };
  if (root === null || !isObjectPlace(root)) {
    reportNoObject(report);
    return {
      diagnostics: report.diagnostics(),
      unlisted: report.unlisted,
      plan: null,
      trainingRows: null,
      reading: null,
      examination: null,
      doubts: [],
    };
  }
  await reportDuplicateKeys(report, root, pace);
  const { plan, ...known } = await checkSections(report, root, registries, options, pace);
  if (plan !== null && !report.hasErrors && registries.countParameters) {
    const { countParameters, models } = registries;
    const count = (own: ModelPlan) => countParameters(own, pace, models.definitions);
    const places = await count(plan);
    reportParameterBound(report, root, places);
    const rows = known.reading !== null && plan.inputShape.length === 1 ? known.trainingRows : null;
    if (rows !== null && !report.hasErrors) await reportParameterExcess(report, root, places, { plan, rows, count });
    if (!report.hasErrors) await reportUnusedContext(report, root, places, { plan, count });
  }
  if (pace.due()) await pace.pause();
  const resolved = report.hasErrors ? null : plan;
  return { diagnostics: report.diagnostics(), unlisted: report.unlisted, plan: resolved, ...known };
}

function reportNoObject(report: Report): void {
  const { root, problems } = report.document;
  if (root === null && problems.length > 0) return;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: 'a spec must be an object with "data" and the keys of its model, such as "layers"',
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
): Promise<Pick<CheckResult, 'plan' | 'trainingRows' | 'reading' | 'examination' | 'doubts' | 'combined'>> {
  const top = readTopLevel(report, root, options.fileStem, registries.models);
  const { layers: hasLayers, networks: networkSections, flows: flowSections = {} } = top.model.sections;
  const conditioners = conditionerTable(report, root, registries.conditioners);
  const training = readTrainingSection(report, root, top.model);
  checkLikelihood(report, root, top.model);
  const networks = readNetworks(report, root, conditioners, networkSections, top.model.type);
  const listed = hasLayers ? await listLayers(report, root, conditioners, registries, pace) : null;
  const flows = await listFlowSections(report, root, flowSections, conditioners, registries, pace);
  const objective = adversarialOf(training) && objectivePlace(root);
  const discriminator = objective && readDiscriminator(report, objective, conditioners);
  conditioners.finish(networkKeys(top.model.sections));
  const data = await readDataSection(report, root, registries.sources, {
    ...options,
    missingData: options.missingData ?? 'warning',
    takesWeights: takesWeights(top.model, objective !== null),
    bases: registries.bases,
    layers: registries.layers,
  });
  // Without layers, only columns can be integers that a density is fitted to: images have likelihoods of their own.
  if (data !== null && !hasLayers && top.model.likelihood !== 'none') reportIntegerColumns(report, data);
  if (data !== null) reportRowWeights(report, data, top.model, objective !== null);
  if (data !== null) reportBatchSize(report, root, data, training.batchSize);
  if (objective && discriminator && data)
    reportUnfitNetwork(report, objective, 'discriminator', DISCRIMINATOR_KINDS, discriminator, data.summary);
  const layers =
    listed && (await resolveLayers({ report, root, data, listed, conditioners, registries, training, pace }));
  const inner =
    flows &&
    top.keys &&
    (await resolveFlowSections(
      { report, conditioners, registries, seed: training.seed, pace },
      flows,
      Number(top.keys.latent),
    ));
  const needed = networks && data && neededNetworks(report, root, networks, networkSections, data.summary);
  const trainingRows = data?.read ? (data.summary?.trainingRows ?? null) : null;
  const { reading = null, examination = null, doubts = [] } = data ?? {};
  const combined = await combine(report, data, top.model);
  const known = { trainingRows, reading, examination, doubts, ...combined };
  const sections = hasLayers ? layers : {};
  if (training.recompute && sections) reportRecompute(report, root, layers?.layers ?? [], registries.layers);
  const complete = objective === null || discriminator !== null;
  if (!data || !sections || !needed || !top.keys || !inner || !complete) return { plan: null, ...known };
  const plan = planOf(top, data, { ...top.keys, ...needed, ...inner, ...sections }, training, discriminator);
  if (plan !== null) reportModelProblems(report, root, top.model, plan, data);
  return { plan, ...known };
}

async function combine(
  { document }: Report,
  data: DataSection | null,
  { likelihood }: ModelDefinition,
): Promise<Pick<CheckResult, 'combined'>> {
  if (!data?.table) return {};
  const { combinedFix } = await import('./analysis/combine-fixes.ts');
  const found = combinedFix({ text: document.text, ...data.table, needsNoise: likelihood !== 'none' });
  return found === null ? {} : { combined: { fix: toFix(document, found.fix), data: found.data } };
}

function reportModelProblems(
  report: Report,
  root: Place<ObjectNode>,
  model: ModelDefinition,
  plan: ModelPlan,
  data: DataSection,
): void {
  const { text } = report.document;
  for (const { key, message, severity = 'error', data: solving = {} } of model.problems?.(plan) ?? []) {
    const member = findMember(root.node, key);
    report.add({
      code: 'wrong-value',
      severity,
      message,
      span: member?.value ?? namingToken(root.node),
      path: key,
      fixes: [
        member && fix(`Remove '${key}'`, removeMember(text, root.node, member)),
        ...Object.entries(solving).map(([name, value]) =>
          Object.hasOwn(data.config, name)
            ? fix(`Set "${name}": ${value}`, setMember(text, data.place.node, name, String(value)))
            : null,
        ),
      ],
    });
  }
}

function planOf(
  { name, model, engine }: TopLevel,
  { summary, config, source }: DataSection,
  sections: object,
  training: TrainingConfig,
  discriminator: object | null,
): ModelPlan | null {
  if (summary === null || summary.context === 'unknown') return null;
  return {
    name,
    model: model.type,
    data: { source, ...config },
    inputShape: summary.shape,
    ...(summary.bits === null ? {} : { bits: summary.bits }),
    context: summary.context,
    ...sections,
    training: resolveTraining(training, summary.shape.length === 3, discriminator),
    ...engine,
  };
}
