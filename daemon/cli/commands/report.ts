/** `flowscope report`: one HTML file with the panels of a run, to share. */
import { checkpointText } from '../../format/checkpoint-text.ts';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { bundledWebviews } from '../../report/report-job.ts';
import { MOST_BYTES, writeReport } from '../../report/write-report.ts';
import { findRun } from '../../runs/directory/find-run.ts';
import { planOf } from '../../spec/parse-plan.ts';
import { defineCommand } from '../define-command.ts';
import { interruptible } from '../interrupt.ts';
import { CHECKPOINT_OPTION, loadRuntime } from '../open-run.ts';
import { formatOf, runOutput } from '../output-option.ts';
import { writeJson, writeText } from '../print.ts';
import { RUN_ARGUMENT } from '../run-argument.ts';
import { showFields } from '../show.ts';
import { createTaskProgress } from '../task-progress.ts';
import { usageError } from '../usage-error.ts';
import { checkpointChoice } from '../values.ts';

const FORMATS = ['html'] as const;

export const run = defineCommand(
  {
    name: 'report',
    usage: ['report RUN -o FILE.html'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    options: {
      output: { value: 'FILE', short: 'o', description: 'The .html file to write.' },
      checkpoint: CHECKPOINT_OPTION,
    },
    notes: [
      `The file has the panels of the model (for a flow: Training, Layers, Latent space, Samples and, unless it is of images, Density and Evaluation) with a time slider, the text of the spec, the fingerprint of the data, and the commands that compute its numbers again. It opens in any browser, loads nothing, and has at most ${MOST_BYTES / 1e6} MB: it says what is left out.`,
      'Panels show what was computed for the file: another temperature or seed needs the run. The file contains held-out rows of the data, and images beside their nearest training images.',
    ],
    examples: ['flowscope report latest -o two-moons.html'],
  },
  async (args, io) => {
    const file = args.text('output');
    if (file === null) throw usageError('report needs the file to write', 'For example: -o report.html');
    formatOf(file, FORMATS);
    const found = await findRun(args.positionals[0]!, io.cwd);
    const output = (await runOutput(args, io, found))!;
    const runtime = await loadRuntime(planOf(found));
    const progress = createTaskProgress(io);
    try {
      const result = await interruptible((signal) =>
        writeReport({
          run: found,
          checkpoint: checkpointChoice(args),
          runtime,
          trusted: true,
          webviews: bundledWebviews(),
          output,
          signal,
          onProgress: progress.update,
        }),
      );
      progress.finish();
      if (args.json) writeJson(io, { v: 1, ...result });
      else {
        showFields(io, [
          ['checkpoint', checkpointText(result)],
          ['panels', result.panels.join(', ')],
          ['steps', result.steps.map(formatCount).join(', ')],
          ['size', formatBytes(result.bytes)],
        ]);
        for (const sentence of result.leftOut) writeText(io, sentence);
        writeText(io, `Wrote ${result.path}`);
      }
      return 0;
    } finally {
      progress.finish();
    }
  },
);
