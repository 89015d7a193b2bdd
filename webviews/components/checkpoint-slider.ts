/** Chooses the checkpoint that is shown. Follows the newest one until the user moves it. */
import { css, html, LitElement, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { formatCount } from '../../daemon/format/numbers.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { sliderStyles } from './panel-styles.ts';
import { strings } from './strings.ts';

/** Milliseconds between two checkpoints while playing; the next one also waits until the panel has drawn. */
const PACE = 600;

/** Sends `checkpoint` (the choice) when the user chooses another one. */
export class CheckpointSlider extends LitElement {
  static override properties = {
    run: { attribute: false },
    choice: { attribute: false },
    busy: { type: Boolean },
    playing: { state: true },
  };
  declare run: RunInfo | null;
  declare choice: CheckpointChoice;
  /** The panel is still loading the last one. */
  declare busy: boolean;
  declare playing: boolean;
  #timer = 0;

  static override styles = [
    sliderStyles,
    css`
    :host {
      display: flex;
      align-items: center;
      gap: 6px;
      flex: 1 1 260px;
      min-width: 0;
      max-width: 100%;
    }
    input {
      flex: 1 1 80px;
      min-width: 30px;
    }
    output {
      white-space: nowrap;
      font-variant-numeric: tabular-nums;
      min-width: 8ch;
    }
    .best {
      color: var(--vscode-charts-green);
    }
  `,
  ];

  constructor() {
    super();
    this.run = null;
    this.choice = 'latest';
    this.busy = false;
    this.playing = false;
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    super.disconnectedCallback();
  }

  /** Ascending, without duplicates. */
  get #steps(): readonly number[] {
    return [...new Set(this.run?.checkpoints.map(({ step }) => step) ?? [])].sort((a, b) => a - b);
  }

  /** The step of the chosen checkpoint. */
  get #step(): number | null {
    const steps = this.#steps;
    if (typeof this.choice === 'number') return this.choice;
    const best = this.run?.checkpoints.find((checkpoint) => checkpoint.best)?.step ?? this.run?.best?.step;
    return (this.choice === 'best' ? best : steps.at(-1)) ?? steps.at(-1) ?? null;
  }

  override render() {
    const steps = this.#steps;
    const step = this.#step;
    if (this.run === null || step === null) return nothing;
    const nearest = steps.reduce(
      (found, at, i) => (Math.abs(at - step) < Math.abs(steps[found]! - step) ? i : found),
      0,
    );
    const place = strings.step({ step: formatCount(step) });
    const isBest = this.run.checkpoints.some((checkpoint) => checkpoint.best && checkpoint.step === step);
    const toggle = (icon: string, label: string, choice: 'latest' | 'best') => html`<vscode-toolbar-button
      icon=${icon}
      label=${label}
      title=${label}
      toggleable
      .checked=${this.choice === choice}
      @click=${() => this.#send(choice)}
    ></vscode-toolbar-button>`;
    return html`
      ${toggle('pinned', strings.followNewest, 'latest')} ${toggle('star-full', strings.showBest, 'best')}
      <vscode-toolbar-button
        icon=${this.playing ? 'debug-pause' : 'play'}
        label=${this.playing ? strings.stopPlaying : strings.play}
        title=${this.playing ? strings.stopPlaying : strings.play}
        @click=${() => this.#play(!this.playing)}
      ></vscode-toolbar-button>
      <input
        type="range"
        min="0"
        max=${Math.max(0, steps.length - 1)}
        step="1"
        .value=${String(nearest)}
        ?disabled=${steps.length < 2}
        aria-label=${strings.checkpoint}
        aria-valuetext=${place}
        @input=${(event: Event) => {
          this.#play(false);
          this.#send(steps[Number((event.target as HTMLInputElement).value)]!);
        }}
      />
      <output>${place}${isBest ? html` <span class="best" title=${strings.best}>★</span>` : nothing}</output>
    `;
  }

  #send(choice: CheckpointChoice): void {
    if (choice === this.choice) return;
    this.dispatchEvent(new CustomEvent('checkpoint', { detail: choice }));
  }

  #play(on: boolean): void {
    clearTimeout(this.#timer);
    this.playing = on;
    if (!on) return;
    const steps = this.#steps;
    // At the end, start again.
    if (this.#step === steps.at(-1)) this.#send(steps[0]!);
    this.#next();
  }

  #next(): void {
    this.#timer = window.setTimeout(() => {
      if (!this.playing) return;
      const steps = this.#steps;
      const at = steps.findIndex((step) => step > (this.#step ?? -1));
      if (at < 0) this.playing = false;
      else if (!this.busy) this.#send(steps[at]!);
      if (this.playing) this.#next();
    }, PACE);
  }
}

customElements.define('fs-checkpoint-slider', CheckpointSlider);
