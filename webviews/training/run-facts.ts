import { html } from 'lit';
import { formatCount } from '../../daemon/format/numbers.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { hasBegun, isAtRest } from '../../protocol/run-actions.ts';

/** Spec, folder and settings of a run. */
export function runFacts(run: RunInfo) {
  const facts: readonly (readonly [string, string])[] = [
    ['spec', `${run.spec}${run.unsaved ? ' (trained from unsaved text)' : ''}`],
    ['folder', run.runDir],
    ...(hasBegun(run) ? [] : [['steps', formatCount(run.steps)] as const]),
    // 0 if an older daemon queued the run.
    ['parameters', run.parameters === 0 ? 'not counted yet' : formatCount(run.parameters)],
    ['seed', String(run.seed)],
    ['backend', run.backend],
    ['checkpoints', run.checkpoints.length > 0 ? checkpoints(run) : isAtRest(run) ? 'none' : 'none yet'],
  ];
  return html`<section>
    <h2>About this run</h2>
    <table>
      <tbody>
        ${facts.map(
          ([name, value]) => html`<tr>
            <th scope="row">${name}</th>
            <td class="path">${value}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function checkpoints({ checkpoints: all, best }: RunInfo): string {
  return all.map(({ step }) => `${formatCount(step)}${step === best?.step ? ' (best)' : ''}`).join(', ');
}
