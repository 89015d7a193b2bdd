/** Chooses the step that is shown, of a checkpoint or a snapshot. */
import { css, html, LitElement, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { formatCount } from '../../../daemon/format/numbers.ts';
import type { CheckpointChoice } from '../../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { strings } from '../strings.ts';
import { sliderStyles, tickStyles } from './slider-styles.ts';
import { nearestStep, type StepScale, stepScale } from './step-scale.ts';
import { stepTicks } from './step-ticks.ts';

/** Milliseconds between two steps while playing; the next one also waits until the panel has drawn. */
const PACE = 600;

/** Values of the slider from its first step to its last. */
const TRACK = 1000;

/** Steps by which a key moves. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -5,
  PageUp: 5,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

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
    tickStyles,
    css`
    :host {
      display: flex;
      align-items: center;
      gap: 6px;
      flex: 2 1 420px;
      min-width: 0;
      max-width: 100%;
    }
    .track {
      flex: 1 1 120px;
      min-width: 60px;
    }
    svg .best {
      fill: var(--vscode-charts-green);
    }
    svg .newest {
      fill: var(--vscode-focusBorder);
    }
    @media (max-width: 480px) {
      :host {
        flex-wrap: wrap;
      }
      .track {
        order: 1;
        flex-basis: 100%;
      }
    }
    vscode-toolbar-button {
      white-space: nowrap;
    }
    output {
      white-space: nowrap;
      font-variant-numeric: tabular-nums;
      min-width: 8ch;
    }
    .best {
      color: var(--vscode-charts-green);
    }
    .newest {
      color: var(--vscode-focusBorder);
    }
    .sign {
      margin-inline-end: 4px;
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

  /** Of checkpoints and snapshots. */
  get #scale(): StepScale {
    const { checkpoints = [], snapshots = [] } = this.run ?? {};
    return stepScale([...checkpoints, ...snapshots].map(({ step }) => step));
  }

  get #best(): number | null {
    return this.run?.checkpoints.find(({ best }) => best)?.step ?? null;
  }

  get #newest(): number | null {
    return this.run?.checkpoints.at(-1)?.step ?? null;
  }

  /** The chosen step. */
  get #step(): number | null {
    if (typeof this.choice === 'number') return this.choice;
    const best = this.#best ?? this.run?.best?.step ?? null;
    return (this.choice === 'best' ? best : null) ?? this.#newest;
  }

  override render() {
    const scale = this.#scale;
    const step = this.#step;
    if (this.run === null || step === null) return nothing;
    const place = strings.step({ step: formatCount(step) });
    const isBest = step === this.#best;
    const spoken = isBest ? strings.bestStep({ place }) : step === this.#newest ? strings.newestStep({ place }) : place;
    // The signs are those of the marks below the slider.
    const toggle = (
      icon: string,
      label: string,
      choice: 'latest' | 'best',
      sign: unknown,
    ) => html`<vscode-toolbar-button
      icon=${icon}
      label=${label}
      title=${label}
      toggleable
      .checked=${this.choice === choice}
      @click=${() => this.#send(choice)}
      >${sign}${strings[choice]}</vscode-toolbar-button
    >`;
    return html`
      ${toggle('pinned', strings.followNewest, 'latest', html`<span class="sign newest" aria-hidden="true">▲</span>`)}
      ${
        // Without a likelihood, there is no validation.
        this.run.likelihood === 'none'
          ? nothing
          : toggle('', strings.showBest, 'best', html`<span class="sign best" aria-hidden="true">★</span>`)
      }
      <vscode-toolbar-button
        icon=${this.playing ? 'debug-pause' : 'play'}
        label=${this.playing ? strings.stopPlaying : strings.play}
        title=${this.playing ? strings.stopPlaying : strings.play}
        @click=${() => this.#play(!this.playing)}
      ></vscode-toolbar-button>
      <div class="track" title=${strings.ticksLegend}>
        <input
          type="range"
          min="0"
          max=${TRACK}
          step="1"
          .value=${String(Math.round(TRACK * scale.place(step)))}
          ?disabled=${scale.steps.length < 2}
          aria-label=${strings.checkpoint}
          aria-valuetext=${spoken}
          @keydown=${(event: KeyboardEvent) => this.#press(event, step)}
          @input=${(event: Event) => this.#move(event.target as HTMLInputElement, step)}
        />
        ${stepTicks(scale, { best: this.#best, newest: this.#newest, checkpoints: this.run.checkpoints })}
      </div>
      <output>${place}${isBest ? html` <span class="best" title=${strings.best}>★</span>` : nothing}</output>
    `;
  }

  /** Keys go from step to step, however far apart these are. */
  #press(event: KeyboardEvent, step: number): void {
    const { steps } = this.#scale;
    const by = KEYS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = by > 0 ? steps.findLastIndex((other) => other <= step) : steps.findIndex((other) => other >= step);
    const next = steps[Math.min(steps.length - 1, Math.max(0, at + by))];
    this.#play(false);
    if (next !== undefined) this.#send(next);
  }

  #move(input: HTMLInputElement, step: number): void {
    const scale = this.#scale;
    const before = Math.round(TRACK * scale.place(step));
    const value = Number(input.value);
    let next = nearestStep(scale, value / TRACK);
    // A screen reader changes the value by 1.
    if (next === step && Math.abs(value - before) === 1) {
      const at = scale.steps.indexOf(step) + (value - before);
      next = scale.steps[at] ?? next;
    }
    this.#play(false);
    if (next === null || next === step) input.value = String(before);
    else this.#send(next);
  }

  #send(choice: CheckpointChoice): void {
    if (choice === this.choice) return;
    this.dispatchEvent(new CustomEvent('checkpoint', { detail: choice }));
  }

  #play(on: boolean): void {
    clearTimeout(this.#timer);
    this.playing = on;
    if (!on) return;
    const { steps } = this.#scale;
    // At the end, start again.
    if (this.#step === steps.at(-1)) this.#send(steps[0]!);
    this.#next();
  }

  #next(): void {
    this.#timer = window.setTimeout(() => {
      if (!this.playing) return;
      const { steps } = this.#scale;
      const at = steps.findIndex((step) => step > (this.#step ?? -1));
      if (at < 0) this.playing = false;
      else if (!this.busy) this.#send(steps[at]!);
      if (this.playing) this.#next();
    }, PACE);
  }
}

customElements.define('fs-checkpoint-slider', CheckpointSlider);
