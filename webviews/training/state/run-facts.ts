import { html, type TemplateResult } from 'lit';
import { formatCount } from '../../../daemon/format/numbers.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { hasBegun, isAtRest } from '../../../protocol/run-actions.ts';
import { strings } from '../strings.ts';

/** Spec, folder and settings of a run. */
export function runFacts(run: RunInfo) {
  const facts: readonly (readonly [string, string | TemplateResult])[] = [
    ...(run.note === undefined ? [] : [[strings.note, note(run.note)] as const]),
    ...(run.label === undefined ? [] : [[strings.name, data(run.name)] as const]),
    [strings.run, data(run.id)],
    [strings.started, data(new Date(run.started).toLocaleString())],
    [strings.spec, run.unsaved ? strings.unsavedSpec({ spec: run.spec }) : data(run.spec)],
    [strings.folder, data(run.runDir)],
    ...(hasBegun(run) ? [] : [[strings.steps, formatCount(run.steps)] as const]),
    // 0 if an older daemon queued the run.
    [strings.parameters, run.parameters === 0 ? strings.notCounted : formatCount(run.parameters)],
    [strings.seed, String(run.seed)],
    [strings.backend, data(run.backend)],
    run.checkpoints.length > 0
      ? [strings.checkpointsAtSteps, checkpoints(run)]
      : [strings.checkpoints, isAtRest(run) ? strings.none : strings.noneYet],
  ];
  return html`<section>
    <h2>${strings.about}</h2>
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
  return all
    .map(({ step }) => (step === best?.step ? strings.bestCheckpoint({ step: formatCount(step) }) : formatCount(step)))
    .join(', ');
}

/** In the user's lines. */
function note(text: string): TemplateResult {
  return html`<span class="note" translate="no">${text}</span>`;
}

/** A name or a path, which no translation changes. */
function data(text: string): TemplateResult {
  return html`<span translate="no">${text}</span>`;
}
