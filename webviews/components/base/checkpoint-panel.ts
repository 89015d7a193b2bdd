/** A panel that shows one checkpoint of one run, chosen with the time slider. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelSnapshot } from '../../../protocol/panel/panel-messages.ts';
import type { CheckpointChoice } from '../../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { can, isAtRest } from '../../../protocol/run-actions.ts';
import '../steps/checkpoint-slider.ts';
import { PanelElement } from './panel-element.ts';
import '../run-bar.ts';
import { strings } from '../strings.ts';
import { runNotice } from './run-notice.ts';

export interface Subject {
  readonly run: string;
  readonly checkpoint: CheckpointChoice;
  /** Identifies the checkpoint that `latest` and `best` mean now. */
  readonly key: string;
  /** Identifies what is followed as the run trains (`Resource.load`); null: a fixed checkpoint. */
  readonly following: string | null;
}

export abstract class CheckpointPanel extends PanelElement {
  /** What the first checkpoint makes available: "The layers are shown after the first checkpoint." */
  protected abstract readonly shownLater: string;
  /** The panel is still loading the last choice. */
  protected abstract readonly busy: boolean;
  protected abstract askFor(subject: Subject, snapshot: PanelSnapshot): void;
  protected abstract content(run: RunInfo): TemplateResult;

  protected override ask(snapshot: PanelSnapshot): void {
    const [run] = snapshot.subject.runs;
    const newest = this.run?.checkpoints.at(-1);
    if (run === undefined || newest === undefined) return;
    const { checkpoint } = snapshot.subject;
    const at =
      checkpoint === 'latest' ? newest.step : checkpoint === 'best' ? `best ${this.run!.best?.step}` : checkpoint;
    const following = typeof checkpoint === 'number' ? null : `${run} ${checkpoint}`;
    this.askFor({ run, checkpoint, key: `${run} ${at}`, following }, snapshot);
  }

  override render() {
    const { snapshot, run } = this;
    const notice = runNotice(snapshot, this.host);
    return html`${snapshot === null ? nothing : this.#bar(snapshot)}
    ${notice ?? (run!.checkpoints.length === 0 ? this.#nothingYet(run!, snapshot!) : html`<main>${this.content(run!)}</main>`)}`;
  }

  #bar(snapshot: PanelSnapshot) {
    return html`<fs-run-bar
      .snapshot=${snapshot}
      @run=${(event: CustomEvent<string>) => this.host.show({ runs: [event.detail], checkpoint: 'latest' })}
    >
      <fs-checkpoint-slider
        .run=${this.run}
        .choice=${snapshot.subject.checkpoint}
        ?busy=${this.busy}
        @checkpoint=${(event: CustomEvent<CheckpointChoice>) =>
          this.host.show({ ...snapshot.subject, checkpoint: event.detail })}
      ></fs-checkpoint-slider>
    </fs-run-bar>`;
  }

  #nothingYet(run: RunInfo, { ahead }: PanelSnapshot) {
    if (run.status === 'queued') {
      const names = ahead.map(({ name }) => name).join(', ');
      const heading = names === '' ? strings.queuedForMemory : strings.queuedBehind({ names });
      return html`<fs-notice heading=${heading} text=${this.shownLater}></fs-notice>`;
    }
    return isAtRest(run)
      ? html`<fs-notice
          heading=${strings.noCheckpoint}
          text=${run.error?.message ?? strings.noCheckpointAdvice}
          ?quoted=${run.error !== null}
          action=${can(run, 'again') ? strings.trainAgain : ''}
          @act=${() => this.host.command('again')}
        ></fs-notice>`
      : html`<fs-notice
          heading=${strings.noCheckpointYet}
          text=${this.shownLater}
          ?busy=${run.status === 'running'}
        ></fs-notice>`;
  }
}
