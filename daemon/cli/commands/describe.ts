import type { DataReading } from '../../../protocol/data-reading.ts';
import { buildFlow } from '../../flow/flow.ts';
import { latentText } from '../../format/latent-text.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import { readingFields } from '../../format/reading-text.ts';
import { asFlowPlan } from '../../models/flow-plan.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { runStatus } from '../../runs/directory/run-status.ts';
import { readMetrics } from '../../runs/logs/metrics-reader.ts';
import { eventOfRecord } from '../../runs/logs/recorded-event.ts';
import { type Description, describePlan } from '../../spec/describe-plan.ts';
import { countParameters, parameterCounts } from '../../spec/parameter-counts.ts';
import { flowPlanOf } from '../../spec/parse-plan.ts';
import type { Plan } from '../../spec/plan.ts';
import type { CommandIo } from '../command-io.ts';
import { defineCommand } from '../define-command.ts';
import { writeJson, writeNote, writeText } from '../print.ts';
import { showFields, showTable } from '../show.ts';
import { SPEC_OR_RUN_ARGUMENT, specOrRun } from '../spec-or-run.ts';

export const run = defineCommand(
  {
    name: 'describe',
    usage: ['describe SPEC|RUN'],
    positionals: [SPEC_OR_RUN_ARGUMENT],
    required: 1,
    options: {},
    notes: [
      'Layers are listed from data to latent, with repeats expanded. Shapes are those of one data point.',
      '`latent` says where each part of z leaves the flow, in the order of z.',
    ],
    examples: ['flowscope describe examples/two-moons.flow.json', 'flowscope describe latest --json'],
  },
  async (args, io) => {
    const target = await specOrRun(args.positionals[0]!, io.cwd);
    const plan = target.kind === 'spec' ? asFlowPlan(target.spec.plan, 'the spec') : flowPlanOf(target.run);
    const flow = buildFlow(plan);
    countParameters(flow);
    const description = describePlan(plan, parameterCounts(flow));
    const data = target.kind === 'spec' ? target.spec.reading : await recordedReading(target.run, io);
    if (args.json) writeJson(io, { ...description, ...(data ? { data } : {}) });
    else show(io, description, data);
    return 0;
  },
);

/** Columns that a terminal has at least in most editors; longer values go on below. */
const WIDTH = 120;

function show(
  io: CommandIo,
  { name, dimension, inputShape, context, contextEncoder, base, latent, layers, parameters, training }: Description,
  reading: DataReading | null,
): void {
  showFields(io, [
    ['flow', name],
    ['data', `${formatCounted(dimension, 'dimension')}${inputShape.length > 1 ? ` (${inputShape.join(' × ')})` : ''}`],
    ...readingFields(reading),
    ...(context === null ? [] : [['context', contextText(context)] as const]),
    ...(latent.length === 1 ? [] : [['latent', latentText(latent)] as const]),
    ['parameters', formatCount(parameters)],
    ['training', trainingText(training)],
  ]);
  writeText(io, '');
  showTable(
    io,
    [
      { title: 'layer', align: 'right' },
      { title: 'type' },
      { title: 'shape' },
      { title: 'parameters', align: 'right' },
      { title: 'values', wraps: true },
    ],
    [
      ...layers.map(({ index, type, inputShape: from, outputShape: to, parameters: own, values }) => [
        String(index),
        type,
        from.join() === to.join() ? to.join(' × ') : `${from.join(' × ')} → ${to.join(' × ')}`,
        formatCount(own),
        valuesText(values),
      ]),
      ['', `base ${base.type}`, '', formatCount(base.parameters), valuesText(base.values)],
      ...(contextEncoder === undefined
        ? []
        : [['', 'contextEncoder', '', formatCount(contextEncoder.parameters), valuesText(contextEncoder.values)]]),
    ],
    { rulesBefore: [layers.length], most: WIDTH },
  );
}

/** The number of entries of the context vector, and the shape of each condition image. */
function contextText(context: NonNullable<Description['context']>): string {
  const { names, images = [] } = context;
  if (images.length === 0) return entries(context.size);
  const parts = images.map(({ name, shape }) => `${name} ${shape.join(' × ')}`);
  return [...(names.length === 0 ? [] : [entries(names.length)]), ...parts].join(', ');
}

function entries(count: number): string {
  return `${count} ${count === 1 ? 'entry' : 'entries'}`;
}

/** What the run's log says of its table when it began; null for other data, and runs of older versions. */
async function recordedReading(run: Run, io: CommandIo): Promise<DataReading | null> {
  const start = readMetrics(run.paths.metrics).records.find(({ event }) => event === 'start');
  if (start === undefined) {
    const problems =
      (await runStatus(run)).integrity?.problems.filter((text) => text.startsWith('metrics.jsonl')) ?? [];
    const note = `${run.directory} is damaged, so the columns of its data are not known: ${problems.join('; ')}.`;
    if (problems.length > 0) writeNote(io, note);
    return null;
  }
  const found = eventOfRecord(start);
  return found?.event === 'start' ? (found.data ?? null) : null;
}

function trainingText({ objective, steps, epochs, batchSize, optimizer, seed }: Plan['training']): string {
  const length = steps === null ? `${epochs} epochs` : `${steps} steps`;
  return `${objective.type}, ${length} of ${batchSize} rows, ${optimizer.type} ${optimizer.learningRate}, seed ${seed}`;
}

const LONGEST_LIST = 12;

/** Of a longer list. */
const SHOWN_ITEMS = 4;

function valuesText(values: object): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${valueText(value)}`)
    .join(', ');
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length <= LONGEST_LIST) return `[${value.join(' ')}]`;
    return `[${value.slice(0, SHOWN_ITEMS).join(' ')} … ${value.length} in all]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const { type, ...rest } = { type: '', ...value };
  return [type, `(${valuesText(rest)})`].filter((part) => part !== '' && part !== '()').join(' ');
}
