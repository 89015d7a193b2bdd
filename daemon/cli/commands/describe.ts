import type { DataReading } from '../../../protocol/data-reading.ts';
import { buildModel } from '../../models/registry.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { runStatus } from '../../runs/directory/run-status.ts';
import { readMetrics } from '../../runs/logs/metrics-reader.ts';
import { eventOfRecord } from '../../runs/logs/recorded-event.ts';
import { describeModel } from '../../spec/describe-model.ts';
import { countParameters } from '../../spec/parameter-counts.ts';
import { planOf } from '../../spec/parse-plan.ts';
import type { CommandIo } from '../command-io.ts';
import { defineCommand } from '../define-command.ts';
import { writeJson, writeNote } from '../print.ts';
import { showDescription } from '../show-description.ts';
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
      'For a model without layers, its networks and the layers of the flows of its latents are listed. For every model, so are the groups of parameters, with the loss that each group minimizes.',
      '`latent` says where each part of z leaves the flow, in the order of z.',
    ],
    examples: ['flowscope describe examples/two-moons.flow.json', 'flowscope describe latest --json'],
  },
  async (args, io) => {
    const target = await specOrRun(args.positionals[0]!, io.cwd);
    const plan = target.kind === 'spec' ? target.spec.plan : planOf(target.run);
    const model = buildModel(plan);
    countParameters(model);
    const description = describeModel(plan, model);
    const data = target.kind === 'spec' ? target.spec.reading : await recordedReading(target.run, io);
    if (args.json) writeJson(io, { ...description, ...(data ? { data } : {}) });
    else showDescription(io, description, data);
    return 0;
  },
);

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
