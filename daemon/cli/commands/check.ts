import { dirname } from 'node:path';
import type * as z from 'zod';
import type { checkResultSchema } from '../../../protocol/check-result.ts';
import type { DataReading } from '../../../protocol/data-reading.ts';
import type { FileExamination } from '../../../protocol/file-examination.ts';
import { examinationFields } from '../../format/examination-text.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import { readingFields } from '../../format/reading-text.ts';
import { createStyle, type Style } from '../../format/style.ts';
import type { Combined } from '../../spec/check.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import type { Diagnostic } from '../../spec/diagnostic.ts';
import { fileStemOf } from '../../spec/file-stem.ts';
import { combinedText } from '../combined-text.ts';
import { defineCommand } from '../define-command.ts';
import { diagnosticText } from '../diagnostic-text.ts';
import { readSpecFile } from '../load-spec.ts';
import { loadWithProgress } from '../load-with-progress.ts';
import { writeJson, writeText } from '../print.ts';
import { showFields } from '../show.ts';

export const run = defineCommand(
  {
    name: 'check',
    usage: ['check SPEC'],
    positionals: [{ name: 'SPEC', description: 'A .flow.json file.' }],
    required: 1,
    options: {},
    notes: [
      'Exits with status 2 if a diagnostic is an error. Data files are read as far as the checks need. For a folder of images, the header of each file is read, and files are decoded for up to two seconds.',
    ],
    examples: ['flowscope check examples/two-moons.flow.json'],
  },
  async (args, io) => {
    const spec = await readSpecFile(args.positionals[0]!, io.cwd);
    const fileStem = fileStemOf(spec.path);
    const {
      diagnostics,
      unlisted = 0,
      reading,
      examination,
      combined,
    } = await loadWithProgress(io, (watch) =>
      checkSpec(spec.text, { folder: dirname(spec.path), trusted: true, fileStem, examine: watch, ...watch }),
    );
    const ok = diagnostics.every(({ severity }) => severity !== 'error');
    if (args.json) {
      const files = examination === null ? {} : { files: examination };
      const result = {
        v: 1,
        ok,
        file: spec.path,
        ...(reading ? { data: reading } : {}),
        ...files,
        diagnostics,
        ...(combined === undefined ? {} : { combined: { ...combined.fix, data: combined.data } }),
      } as const;
      writeJson(io, result satisfies Readonly<Result>);
    } else {
      const style = createStyle(io.color);
      for (const diagnostic of diagnostics)
        writeText(io, diagnosticText(args.positionals[0]!, spec, diagnostic, style));
      if (combined !== undefined) writeText(io, combinedText(combined, style));
      if (reading !== null) showFields(io, readingFields(reading));
      if (examination !== null) showFields(io, examinationFields(examination));
      writeText(io, summary(diagnostics, unlisted, style));
    }
    return ok ? 0 : 2;
  },
);

type CombinedResult = Combined['fix'] & Pick<Combined, 'data'>;

type Result = {
  [K in keyof z.infer<typeof checkResultSchema>]: K extends 'diagnostics'
    ? readonly Diagnostic[]
    : K extends 'combined'
      ? CombinedResult
      : K extends 'data'
        ? DataReading
        : K extends 'files'
          ? FileExamination
          : z.infer<typeof checkResultSchema>[K];
};

function summary(diagnostics: readonly Diagnostic[], unlisted: number, style: Style): string {
  // The last one counts the others.
  const listed = unlisted > 0 ? diagnostics.slice(0, -1) : diagnostics;
  const count = (severity: Diagnostic['severity']) => listed.filter((found) => found.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return style.green('No problems.');
  const counted = [
    ...(errors > 0 ? [formatCounted(errors, 'error')] : []),
    ...(warnings > 0 ? [formatCounted(warnings, 'warning')] : []),
  ].join(', ');
  return unlisted > 0 ? `${counted} shown, ${formatCount(unlisted)} more` : counted;
}
