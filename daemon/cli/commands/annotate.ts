/** `flowscope annotate`: the user's label and note of a run. */
import { type AnnotationChange, isLabel, isNote, MAX_LABEL, MAX_NOTE } from '../../../protocol/annotation.ts';
import { annotate } from '../../runs/description/annotate.ts';
import { NO_ANNOTATION, readAnnotation } from '../../runs/description/annotation-file.ts';
import { findRun } from '../../runs/directory/find-run.ts';
import { defineCommand } from '../define-command.ts';
import type { Arguments } from '../options.ts';
import { writeJson, writeText } from '../print.ts';
import { RUN_ARGUMENT } from '../run-argument.ts';
import { usageError } from '../usage-error.ts';

/** What each may be, for its message. */
const PARTS = {
  label: { isValid: isLabel, rule: `one line of 1 to ${MAX_LABEL} characters` },
  note: { isValid: isNote, rule: `a text of 1 to ${MAX_NOTE} characters` },
} as const;
type Part = keyof typeof PARTS;
const NAMES = ['label', 'note'] as const satisfies readonly Part[];

export const run = defineCommand(
  {
    name: 'annotate',
    usage: ['annotate RUN [--label TEXT] [--note TEXT] [--remove label|note]'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    options: {
      label: {
        value: 'TEXT',
        description: `A name for the run, one line of at most ${MAX_LABEL} characters. Lists and panels show it instead of the name of the flow.`,
      },
      note: { value: 'TEXT', description: `What to remember about the run, at most ${MAX_NOTE} characters.` },
      remove: { value: 'PART', description: 'Remove the label or the note. May be repeated.' },
    },
    notes: [
      'Prints the label and the note. They are in annotation.json of the run directory, which nothing else needs, so that a run can be annotated at any time, also while it trains.',
    ],
    examples: [
      'flowscope annotate latest --label "wider conditioner"',
      'flowscope annotate latest --note "Best so far. Try more layers." --json',
      'flowscope annotate latest --remove note',
    ],
  },
  async (args, io) => {
    const change = changeOf(args);
    const { directory } = await findRun(args.positionals[0]!, io.cwd);
    const isChanged = NAMES.some((part) => change[part] !== undefined);
    const { label, note } = isChanged
      ? await annotate(directory, change)
      : ((await readAnnotation(directory)) ?? NO_ANNOTATION);
    if (args.json) writeJson(io, { v: 1, runDir: directory, label, note });
    else writeText(io, `label  ${label ?? '(none)'}\nnote   ${note?.replaceAll('\n', '\n       ') ?? '(none)'}`);
    return 0;
  },
);

/** @throws FlowscopeError `usage` (exit 2) */
function changeOf(args: Arguments): AnnotationChange {
  const removed = new Set(args.all('remove').map(partOf));
  const change: { [P in Part]?: string | null } = {};
  for (const part of NAMES) {
    const text = args.text(part)?.trim() ?? null;
    const { isValid, rule } = PARTS[part];
    if (text !== null && removed.has(part)) throw usageError(`--${part} and --remove ${part} exclude each other`);
    if (text !== null && !isValid(text)) throw usageError(`--${part} takes ${rule}`);
    if (text !== null || removed.has(part)) change[part] = text;
  }
  return change;
}

function partOf(text: string): Part {
  const part = NAMES.find((known) => known === text);
  if (part === undefined) throw usageError(`--remove takes label or note, found '${text}'`);
  return part;
}
