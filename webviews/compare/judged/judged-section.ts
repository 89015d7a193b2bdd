/** What each run can say and do, once it is asked for, and the round trips of rows. */
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { writeTable } from '../../../daemon/encoding/write-csv.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { failureText } from '../../bridge/panel-failure.ts';
import '../../components/export-menu.ts';
import { strings as shared } from '../../components/strings.ts';
import { strings } from '../strings.ts';
import { canBeJudged } from './judge-run.ts';
import { judgedGroups } from './judged-rows.ts';
import type { JudgedRuns } from './judged-runs.ts';
import { judgedColumns, judgedTable, yardstickTexts } from './judged-table.ts';
import { roundTrips } from './round-trips.ts';

interface Options {
  /** false: the user is asked first. */
  readonly isShown: boolean;
  readonly show: () => void;
  readonly save: (name: string, content: string) => void;
  /** Of a run, as short as it can be. */
  readonly name: (run: RunInfo) => string;
}

export function judgedSection(runs: readonly RunInfo[], state: JudgedRuns, { isShown, show, save, name }: Options) {
  if (!runs.some(({ checkpoints }) => checkpoints.length > 0)) return nothing;
  if (!isShown) {
    return html`<section>
      <h2>${strings.judged}</h2>
      <div class="muted">${strings.judgeText}</div>
      <div><vscode-button @click=${show}>${strings.judge}</vscode-button></div>
    </section>`;
  }
  const states = runs.map(({ runDir }) => state.of(runDir));
  const judged = states.map((own) => own?.value ?? null);
  const groups = judgedGroups(runs, judged);
  const pending = runs.map((run, i) => {
    if (judged[i] !== null) return null;
    if (!canBeJudged(run)) return run.checkpoints.length === 0 ? strings.judgedNot : strings.judgedWhen;
    return states[i]?.error == null ? strings.judging : strings.judgedFailed;
  });
  const isBusy = pending.includes(strings.judging);
  const csv = () => {
    const { columns, rows } = judgedColumns(runs, groups);
    save('flowscope-compared-models.csv', writeTable(columns, rows));
  };
  return html`<section aria-busy=${isBusy ? 'true' : 'false'}>
      <div class="row spread">
        <h2>${strings.judged}</h2>
        ${
          judged.every((own) => own === null)
            ? nothing
            : html`<fs-export-menu what=${strings.theJudged} .kinds=${['CSV']} @export=${csv}></fs-export-menu>`
        }
      </div>
      ${judgedTable(runs, groups, { pending }, name)}
      ${runs.map((run, i) => {
        const failed = states[i]?.error ?? null;
        if (failed === null) return nothing;
        return html`<div class="row failure">
          <span translate="no">${strings.judgedFailure({ run: name(run), why: failureText(failed) })}</span>
          <button class="link" @click=${() => states[i]!.retry()}>${shared.tryAgain}</button>
        </div>`;
      })}
      ${yardstickTexts()}
    </section>
    ${roundTrips(runs, judged, name)}`;
}
