/** Makes the file of a report. */

import { basename } from 'node:path';
import type * as z from 'zod';
import { isPlane } from '../../protocol/common.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { offeredPanels } from '../../protocol/panel/offered-panels.ts';
import type { PanelView } from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import type { ReportContent } from '../../protocol/report/report-content.ts';
import type { reportResultSchema } from '../../protocol/report/report-result.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { columnsOf } from '../data/context-layout.ts';
import type { ContextEncoding, Dataset } from '../data/definition.ts';
import { valuesBetween } from '../data/stored/stored-rows.ts';
import { traitsOf } from '../flow/bijections/registry.ts';
import { flattenPlan } from '../flow/flatten-plan.ts';
import { dataProgressText } from '../format/data-progress-text.ts';
import { formatCount } from '../format/numbers.ts';
import { keepGraphs } from '../inspection/graphs/kept-graphs.ts';
import { isOpenFlow, type OpenModel, sourceOf } from '../inspection/opened/open-flow.ts';
import { createOpenedRuns } from '../inspection/opened/opened-runs.ts';
import type { OutputFile } from '../outputs/output-file.ts';
import type { CheckpointChoice } from '../runs/checkpoints/find-checkpoint.ts';
import { restingInfo } from '../runs/directory/resting-info.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { readRunFile } from '../runs/directory/run-file.ts';
import { isSpecText } from '../runs/directory/run-record.ts';
import { runStatus } from '../runs/directory/run-status.ts';
import { findWeights } from '../runs/snapshots/read-weights.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { dependentPairs } from '../statistics/dependent-pairs.ts';
import { DISTANT_ROWS, distantRows } from '../statistics/distant-rows.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { askFigure } from './ask-figures.ts';
import { type ComputedReport, computeReport, type ReportProgress } from './compute-report.ts';
import { leftOutSentences } from './left-out.ts';
import {
  conditionalChoices,
  hasFigure,
  questionDefaults,
  type ReportColumns,
  type ReportSubject,
  sampleCount,
} from './questions.ts';
import { createReportBuilder } from './report-builder.ts';
import { evaluationFacts, reportFacts, reproductions } from './report-facts.ts';
import { packedContent, readPageParts, reportPage } from './report-page.ts';
import { runCurves } from './run-curves.ts';
import { stepOrder } from './step-order.ts';

export interface ReportOptions {
  readonly run: Run;
  /** null: the best, or the newest if none is marked best. */
  readonly checkpoint: CheckpointChoice | null;
  readonly runtime: Runtime;
  /** false: no data file outside the spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** Folder of the bundled webviews. */
  readonly webviews: string;
  readonly output: OutputFile;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ReportProgress) => void;
}

export type ReportResult = Omit<z.output<typeof reportResultSchema>, 'v'>;

/** Bytes of the file. */
export const MOST_BYTES = 5_000_000;
/** Compiled graphs that are used again at the next step. */
const GRAPHS = 32;
/** Bytes of the page's own text and of what differs between the sum of deflated answers and all of them deflated. */
const RESERVE = 40_000;
/** Training rows by which pairs of columns are chosen. */
const PAIRED_ROWS = 2000;
const LARGEST_SPEC = 4 * 2 ** 20;

/**
 * Computes and writes the report; an existing file stays as it is until then.
 * @throws FlowscopeError if the run, its data or the file cannot be used; the signal's reason once it is aborted
 */
export async function writeReport(options: ReportOptions): Promise<ReportResult> {
  const { run, checkpoint, trusted, webviews, output, signal, onProgress = () => {} } = options;
  const parts = await readPageParts(webviews);
  const fixed =
    Object.values(parts).reduce((sum, text) => sum + Buffer.byteLength(text), 0) + (parts.icons.length / 3 + RESERVE);
  const specText = await specOf(run);
  const { step: first } = await findWeights(run.paths, checkpoint);
  const info = restingInfo(await runStatus(run), { unsaved: false, begun: true });
  const runtime = keepGraphs(options.runtime, GRAPHS);
  try {
    const runs = createOpenedRuns();
    const opened = await runs.get(run.directory, first, trusted, FIGURES.samples, {
      signal,
      onProgress: (progress) => onProgress({ ...progress, what: dataProgressText(progress) }),
    });
    const data = await opened.data();
    const subject = subjectOf(opened.open, data.dataset);
    const { id } = run.record;
    const room = MOST_BYTES - fixed - Buffer.byteLength(specText ?? '');
    const builder = createReportBuilder(room, { runDir: run.directory, id });
    builder.add(await runCurves(run));
    const asking = { runs, runDir: run.directory, runtime, trusted, signal };
    const all = [...info.checkpoints, ...(info.snapshots ?? [])].map(({ step }) => step);
    const newest = info.checkpoints.at(-1)?.step ?? first;
    const steps = { first, newest, others: stepOrder(all, [first, newest]) };
    const { train, validation, test } = data.dataset;
    const described = {
      record: run.record,
      run: info,
      subject,
      step: first,
      rows: { train: train.count, validation: validation.count, test: test.count },
    };
    onProgress({ done: 0, total: all.length, what: `step ${first}` });
    // Before the other steps: the first question needs the same terms, which are remembered for some steps only.
    const evaluated = await evaluationFacts(asking, described);
    const computed = await computeReport(
      builder,
      (question, step) => askFigure(asking, question, step),
      subject,
      steps,
      onProgress,
    );
    const content: ReportContent = {
      v: 1,
      created: new Date().toISOString(),
      run: shownRun(info, computed.steps),
      checkpoint: first,
      panels: panelsOf(info),
      views: {
        samples: { n: sampleCount(subject) },
        latent: latentView(subject),
        density: densityView(run.record.id, subject),
      },
      facts: [...evaluated, ...reportFacts(described)],
      reproductions: [...reproductions(described)],
      leftOut: leftOutSentences(computed, all, subject),
      specText,
      defaults: questionDefaults(),
      answers: [...builder.answers],
      arrays: [...builder.arrays],
    };
    const title = `${run.record.name}: step ${formatCount(first)}`;
    const page = Buffer.from(reportPage(title, parts, packedContent(content), builder.bytes()));
    if (page.length > MOST_BYTES) throw new Error(`a report of ${page.length} bytes is larger than it may be`);
    await output.write(page, signal);
    return {
      ...sourceOf(opened.open),
      path: output.path,
      bytes: page.length,
      panels: content.panels,
      steps: [...computed.steps],
      leftOutSteps: missingSteps(computed, all),
      leftOut: content.leftOut,
    };
  } finally {
    await runtime.disposeGraphs();
  }
}

function subjectOf(open: OpenModel, dataset: Dataset): ReportSubject {
  const { plan, model, maps } = open;
  const { validation, contextEncoding = [] } = dataset;
  const { shape } = dataset.summary;
  const width = sizeOf(shape);
  const most = Math.min(DISTANT_ROWS, validation.count);
  const layers = isOpenFlow(open) ? flattenPlan(open.plan) : [];
  return {
    model: plan.model,
    hasEncoder: maps.encode !== null,
    latents: sizeOf(maps.latentShape),
    shape,
    hasContext: model.contextSize > 0,
    hasConditionImages: (plan.context?.images ?? []).length > 0,
    labels: labelsOf(contextEncoding),
    layers: layers.map(({ index, type }) => ({ index, isCoupling: traitsOf(type).coupling !== undefined })),
    columns: hasConditional({ model: plan.model, shape, hasContext: model.contextSize > 0 })
      ? columnsFrom(dataset)
      : null,
    distant: distantRows(valuesBetween(validation, 0, most), width, shape.length === 3) ?? [0, 1],
  };
}

/** The Density panel shows conditional densities if the density of all data is not one of the plane. */
function hasConditional(subject: Pick<ReportSubject, 'model' | 'shape' | 'hasContext'>): boolean {
  return hasFigure(subject, 'conditional') && (!isPlane(subject.shape) || subject.hasContext);
}

function columnsFrom({ columns, train, categories = [] }: Dataset): ReportColumns {
  const unordered = categories.map(({ column }) => column);
  const all = columns.map((_, d) => d);
  const ordered = all.filter((d) => !unordered.includes(d));
  const rows = valuesBetween(train, 0, Math.min(PAIRED_ROWS, train.count));
  const pairs = dependentPairs(rows, columns.length, ordered.length < 2 ? all : ordered);
  return { names: columns, pairs: pairs.map(([a, b]) => [columns[a]!, columns[b]!]) };
}

function labelsOf(encoding: readonly ContextEncoding[]): ReportSubject['labels'] {
  const columns = columnsOf(encoding);
  const found = columns.find(({ kind }) => kind === 'category');
  return found?.kind === 'category'
    ? { column: found.column, count: found.values.length, values: found.values, isAlone: columns.length === 1 }
    : null;
}

/** A report is of one run. */
function panelsOf(info: RunInfo): PanelName[] {
  return offeredPanels(info).filter((panel) => panel !== 'compare');
}

/** What the Density panel shows of a table, and which columns it offers. */
function densityView(run: string, subject: ReportSubject): PanelView {
  const offered = conditionalChoices(subject);
  const [columns] = offered;
  if (columns === undefined) return {};
  const choices = { columns: [...columns], row: null, at: {}, context: {} };
  return { conditional: { run, choices, offered: offered.map((names) => [...names]) } };
}

/** Rows between which the Latent panel interpolates; without an encoder, it has draws. */
function latentView({ hasEncoder, distant: [from, to] }: ReportSubject) {
  return hasEncoder ? { from, to } : {};
}

/** The text that was trained; null if the file is gone or was edited. */
async function specOf({ record, paths }: Run): Promise<string | null> {
  const text = await readRunFile(paths.spec, LARGEST_SPEC).catch(() => null);
  return text !== null && isSpecText(record, text) ? text : null;
}

/** The run with the steps of the report, and without the places of its maker's files. */
function shownRun(run: RunInfo, steps: readonly number[]): RunInfo {
  const has = ({ step }: { readonly step: number }) => steps.includes(step);
  const placed = <T extends { readonly path: string }>(file: T) => ({ ...file, path: basename(file.path) });
  return {
    ...run,
    runDir: run.id,
    spec: basename(run.spec),
    pid: null,
    checkpoints: run.checkpoints.filter(has).map(placed),
    snapshots: (run.snapshots ?? []).filter(has).map(placed),
  };
}

function missingSteps({ steps }: ComputedReport, all: readonly number[]): number[] {
  return [...new Set(all)].filter((step) => !steps.includes(step)).sort((a, b) => a - b);
}
