import type { CodeLens } from 'vscode-languageserver';
import { isPlane } from '../../../protocol/common.ts';
import { isFigureOf } from '../../../protocol/figures/define-figure.ts';
import { verifyFigure } from '../../../protocol/figures/verify.ts';
import type { CommandArgument, CommandId } from '../../../protocol/language/command-arguments.ts';
import { hasFigures } from '../../../protocol/panel/offered-panels.ts';
import { formatCounted } from '../../format/numbers.ts';
import { resultText } from '../../format/run-state-text.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import type { Checked } from '../analysis/document-store.ts';
import type { Facts } from '../analysis/plan-facts.ts';
import type { RunFact } from '../run-facts.ts';

/** Lenses above the spec: commands for it, and the state of its newest run. */
export function codeLenses(
  { analysis, result }: Checked,
  facts: Facts | null,
  run: RunFact | null,
): readonly CodeLens[] {
  const { root, lines } = analysis.parsed;
  if (analysis.tooLarge || root === null || root.kind !== 'object') return [];
  const { uri } = analysis;
  const range = lines.range({ offset: root.offset, length: 1 });
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error').length;
  const lenses: CodeLens[] = [];
  if (errors > 0)
    lenses.push({
      range,
      command: { title: `${formatCounted(errors, 'error')} to fix before training`, command: '' },
    });
  else add('flowscope.train', '▶ Train', { uri });
  // The live preview draws the density of a flow in the plane.
  if (errors === 0 && facts !== null && isFlowPlan(facts.plan) && isPlane(facts.plan.inputShape)) {
    add('flowscope.preview', 'Preview', { uri });
  }
  if (run !== null && run.step > 0) {
    const argument = { uri, run: run.id, runDir: run.runDir };
    if (hasFigures('layers', run)) add('flowscope.inspectLayers', 'Inspect', argument);
    else add('flowscope.showSamples', 'Samples', argument);
  }
  const isVerifiable = result.plan === null || isFigureOf(verifyFigure, { model: result.plan.model });
  if (errors === 0 && isVerifiable) add('flowscope.verify', 'Verify', { uri });
  if (run === null) return lenses;
  const argument = { uri, run: run.id, runDir: run.runDir };
  // Placed before the long one: beside a panel there is room only for the first few.
  if (facts !== null && facts.specHash !== run.specHash) {
    add('flowscope.compareSpec', `edited since run ${run.id} · compare`, argument);
  }
  add('flowscope.openRun', `Latest run: ${runText(run)}`, argument);
  return lenses;

  function add<C extends CommandId>(command: C, title: string, argument: CommandArgument<C>): void {
    lenses.push({ range, command: { title, command, arguments: [argument] } });
  }
}

function runText(run: RunFact): string {
  const { status, step, steps } = run;
  const progress = status === 'finished' ? 'finished' : `${status} at step ${step} of ${steps}`;
  const result = resultText(run, 'estimate');
  return result === null ? progress : `${progress}, ${result}`;
}
