import type { DataReading } from '../../../protocol/data-reading.ts';
import type { FileExamination } from '../../../protocol/file-examination.ts';
import type { LoadWatch } from '../../data/data-progress.ts';
import type { CommonDataKeys, DataAccess, DataSummary, DataWatch, SourceDefinition } from '../../data/definition.ts';
import type { TableDoubt } from '../../data/doubts/define-doubt.ts';
import { UNTRUSTED_BYTES } from '../../data/files/held-bytes.ts';
import { pointProblem } from '../../data/limits.ts';
import type { BaseDefinition, LayerDefinition } from '../../flow/definition.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { flowFacts } from '../analysis/flow-facts.ts';
import { reportUnreadable } from '../analysis/invalid-data.ts';
import { reportMissingFiles } from '../analysis/missing-data.ts';
import type { DoubtfulTable } from '../analysis/table-doubts.ts';
import type { Report } from '../diagnostic.ts';
import { checkObject } from '../schema/check-object.ts';
import { shown } from '../schema/expectation.ts';
import { keysOf } from '../schema/json-schema.ts';
import { commonDataSchema } from '../schema/top-level-schema.ts';
import { child, isObjectPlace, keyPath, type ObjectNode, openingBrace, type Place, toValue } from '../text/node.ts';
import type { Span } from '../text/range.ts';
import { type DeclaredData, declaredData } from './declared-data.ts';
import { readNamedType, reportNotAvailable } from './named-type.ts';

/** What is known about a spec's data. */
export interface DataSection {
  readonly source: string;
  readonly config: CommonDataKeys & Readonly<Record<string, unknown>>;
  readonly place: Place<ObjectNode>;
  readonly sourceSpan: Span;
  /** From the file, or from what the spec declares; null if neither tells the shape. */
  readonly summary: DeclaredData | null;
  /** false: the files were not read, and `summary` has only what the spec declares. */
  readonly read: boolean;
  /** Of a table or an array that was read. */
  readonly reading: DataReading | null;
  /** What was seen of files that were examined. */
  readonly examination: FileExamination | null;
  /** What looks wrong in the data. */
  readonly doubts: readonly TableDoubt[];
  /** Of a table or an array that was read: what its fixes depend on. */
  readonly table: { readonly spec: DoubtfulTable; readonly summary: DataSummary } | null;
}

export interface DataOptions extends Omit<DataAccess, 'onCached'>, DataWatch {
  /** Severity of a missing file: `check` and the editor warn, training refuses. */
  readonly missingData: 'warning' | 'error';
  readonly examine?: LoadWatch;
  /** Whether the model can be trained on weighted rows. */
  readonly takesWeights: boolean;
  /** What a flow may consist of. Absent: nothing. */
  readonly bases?: readonly BaseDefinition[];
  readonly layers?: readonly LayerDefinition[];
}

/** Checks `data` and gets shape, context and range from its source. Null if the source itself is unknown. */
export async function readDataSection(
  report: Report,
  root: Place<ObjectNode>,
  definitions: readonly SourceDefinition[],
  options: DataOptions,
): Promise<DataSection | null> {
  const place = child(root, 'data');
  if (place === null || !isObjectPlace(place)) {
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `data must be an object with "source"${place ? `, found ${shown(toValue(place.node))}` : ': the spec has no "data"'}`,
      span: place?.node ?? openingBrace(root.node),
      path: 'data',
    });
    return null;
  }
  const type = readNamedType(report, place, {
    what: 'data source',
    key: 'source',
    names: definitions.map((definition) => definition.type),
    built: definitions.filter(({ load }) => load !== null).map(({ type }) => type),
    find: (name) => definitions.find((definition) => definition.type === name),
  });
  if (type === null) return null;
  const { definition, name, span } = type;
  const config = checkKeys(report, place, definition);
  if (config === null) return null;
  const section = { source: name, config, place, sourceSpan: span };
  if (definition.load === null) reportNotAvailable(report, 'data source', name, span, keyPath(place.path, 'source'));
  const complete = await reportMissingFiles(report, place, definition.folders ?? [], options);
  const summary = complete && definition.summarize ? await summarize(report, section, definition, options) : null;
  const spec: DoubtfulTable = {
    ...{ root, data: place, definition, commonKeys: Object.keys(commonDataSchema.shape) },
    longTailedBase: options.bases?.find(({ build, longTails }) => build !== null && longTails)?.type ?? null,
    flow: flowFacts(root, config.standardize === false, options.takesWeights, options),
  };
  const table = summary?.doubts?.length ? { spec, summary } : null;
  if (table !== null) {
    // Most specs have none: what describes them is loaded for those that do.
    const { reportTableDoubts } = await import('../analysis/table-doubts.ts');
    reportTableDoubts(report, spec, span, table.summary);
  }
  const reading = summary?.reading ?? null;
  const doubts = summary?.doubts ?? [];
  const examination = summary === null ? null : await examine(report, section, definition, options);
  const doubtful = hasErrorsIn(report, place);
  // If a key is wrong, such as a misspelled column, the data that were read are not the intended ones, and errors that
  // follow from their shape would be false.
  if (summary !== null && (!doubtful || definition.fixedShape))
    return { ...section, summary, read: true, reading, examination, doubts, table };
  const declared = declaredData(definition, config, doubtful);
  const within = declared === null || reportPointSize(report, section, declared.shape);
  return { ...section, summary: within ? declared : null, read: false, reading, examination, doubts, table: null };
}

/** Whether one point is small enough to be followed through layers; nothing is made for one that is not. */
function reportPointSize(
  report: Report,
  { place, sourceSpan }: Pick<DataSection, 'place' | 'sourceSpan'>,
  shape: Shape,
) {
  const problem = pointProblem(shape);
  if (problem === null) return true;
  const written = ['shape', 'size', 'columns'].map((key) => child(place, key)).find((found) => found !== null);
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `one point may have at most ${problem.allowed} numbers, found ${problem.numbers}: ${problem.hint}`,
    span: written?.node ?? sourceSpan,
    path: written?.path ?? place.path,
  });
  return false;
}

function hasErrorsIn(report: Report, place: Place): boolean {
  const inside = (path: string) => path === place.path || path.startsWith(`${place.path}.`);
  return report.some(({ severity, path }) => severity === 'error' && inside(path));
}

/** The keys of this source and those of every source are checked as one object, but come from two schemas. */
function checkKeys(
  report: Report,
  place: Place<ObjectNode>,
  definition: SourceDefinition,
): (CommonDataKeys & Readonly<Record<string, unknown>>) | null {
  const commonKeys = Object.keys(commonDataSchema.shape);
  const ownKeys = keysOf(definition.schema);
  const own = checkObject(report, place, {
    schema: definition.schema,
    subject: definition.type,
    handled: ['source', ...commonKeys],
  });
  // The first schema has already reported keys that neither knows.
  const others = place.node.members.map((member) => member.key).filter((key) => !commonKeys.includes(key));
  const common = checkObject(report, place, {
    schema: commonDataSchema,
    subject: definition.type,
    handled: ['source', ...ownKeys, ...others],
  });
  return own === null || common === null ? null : { ...own, ...common };
}

/** A file of a workspace that nobody has trusted must not fill the memory of everyone. */
function accessOf(
  { source, config }: Pick<DataSection, 'source' | 'config'>,
  { folder, trusted, missingData, cache, signal, onProgress, onCached }: DataOptions,
): DataAccess {
  const watch = {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
    ...(onCached ? { onCached: () => onCached({ ...config, source }, folder) } : {}),
  };
  if (!trusted) return { folder, trusted, most: UNTRUSTED_BYTES, ...watch };
  // What a run begins with must be true of all rows.
  return { folder, trusted, complete: missingData === 'error', ...(cache ? { cache } : {}), ...watch };
}

async function summarize(
  report: Report,
  section: Omit<DataSection, 'summary' | 'read' | 'reading' | 'examination' | 'doubts' | 'table'>,
  definition: SourceDefinition,
  options: DataOptions,
): Promise<DataSummary | null> {
  try {
    return await definition.summarize!(section.config, accessOf(section, options));
  } catch (error) {
    const { place, sourceSpan } = section;
    reportUnreadable(report, place, sourceSpan, error, hasErrorsIn(report, place));
    return null;
  }
}

async function examine(
  report: Report,
  { config, place, sourceSpan }: Pick<DataSection, 'config' | 'place' | 'sourceSpan'>,
  definition: SourceDefinition,
  { folder, trusted, examine: watch }: DataOptions,
): Promise<FileExamination | null> {
  if (!trusted || watch === undefined || definition.examine === undefined) return null;
  try {
    const { examination, problems } = await definition.examine(config, { folder, trusted, ...watch });
    for (const problem of problems) reportUnreadable(report, place, sourceSpan, problem, false);
    return examination;
  } catch (error) {
    watch.signal?.throwIfAborted();
    reportUnreadable(report, place, sourceSpan, error, false);
    return null;
  }
}
