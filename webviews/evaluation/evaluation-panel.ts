/** Held-out rows: their log-likelihood beside baselines, whether they lie where samples say, and the least likely ones. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { answered } from '../components/base/answered.ts';
import { CheckpointPanel, type Subject } from '../components/base/checkpoint-panel.ts';
import { memo } from '../components/base/memo.ts';
import { Resource } from '../components/base/resource.ts';
import { choice } from '../components/controls.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { formatStrings } from '../components/strings.ts';
import { baselinesView } from './baselines-view.ts';
import {
  type Evaluated,
  fetchBaselines,
  fetchRanks,
  fetchRows,
  fetchTwoSamples,
  type Question,
  type RowValues,
  SPLITS,
  type Split,
} from './evaluation-data.ts';
import { evaluationFigures } from './evaluation-figures.ts';
import { coverageHelp, coverageView, RANKS, ranksHelp, ranksView } from './ranks-view.ts';
import { strings } from './strings.ts';
import { scatterView, unlikelyView } from './unlikely-view.ts';

export class EvaluationPanel extends CheckpointPanel {
  static override styles = [
    panelStyles,
    css`
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px 24px;
      }
      @media (min-width: 640px) {
        .pair {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      .plot {
        display: flex;
        flex-direction: column;
        gap: 4px;
        min-width: 0;
        max-width: 460px;
      }
      .plot h3 {
        overflow-wrap: anywhere;
      }
      fs-interval-plot {
        max-width: 640px;
      }
      fs-band-plot,
      fs-axes-scatter {
        max-width: 460px;
      }
      table.wide td:last-child {
        min-width: 220px;
      }
      tr[aria-current='true'] td {
        font-weight: 600;
      }
      .scroll:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      th,
      td {
        white-space: nowrap;
      }
      .rows {
        overflow-x: auto;
      }
      .rows :is(th, td):first-child {
        position: sticky;
        inset-inline-start: 0;
        background: var(--vscode-editor-background);
      }
      .rows:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      table.wide td:last-child {
        white-space: normal;
      }
    `,
  ];
  protected override readonly shownLater = strings.shownLater;
  readonly #rows = new Resource<RowValues>(this);
  readonly #baselines = new Resource<Evaluated>(this);
  readonly #ranks = new Resource<Evaluated>(this);
  readonly #compared = new Resource<Evaluated>(this);

  protected override get busy(): boolean {
    return this.#rows.loading;
  }

  protected override forget(): void {
    for (const resource of [this.#rows, this.#baselines, this.#ranks, this.#compared]) resource.forget();
  }

  protected override askFor({ run, checkpoint, key, following }: Subject): void {
    const split = this.#split;
    const name = `${key} ${split}`;
    const followed = following && `${following} ${split}`;
    const load = <T>(resource: Resource<T>, fetch: (question: Question) => Promise<T>) =>
      resource.load(name, (signal) => fetch({ host: this.host, run, checkpoint, split, signal }), followed);
    load(this.#rows, fetchRows);
    // The others take longer: one after the other, so that each is shown as soon as possible.
    if (this.#isAnswered(this.#rows)) load(this.#baselines, fetchBaselines);
    if (this.#isAnswered(this.#baselines)) load(this.#ranks, fetchRanks);
    if (this.#isAnswered(this.#ranks)) load(this.#compared, fetchTwoSamples);
  }

  #isAnswered({ value, error, loading }: Resource<unknown>): boolean {
    return (value !== null || error !== null) && !loading;
  }

  get #split(): Split {
    const kept = this.kept('split', 'validation');
    return SPLITS.find((split) => split === kept) ?? 'validation';
  }

  protected override content() {
    return html`<div class="row">
        ${choice(
          { label: strings.split, value: this.#split, set: (value: Split) => this.set('split', value) },
          SPLITS.map((split) => [split, formatStrings[`split.${split}`]] as const),
        )}
      </div>
      ${answered(
        this.#rows,
        { waiting: strings.evaluating, failed: strings.evaluatingFailed },
        (found) => html`${evaluationFigures(found.result, this.#compared.value)} ${this.#baselinesSection()}
          <div class="pair">${this.#coverageSection()} ${this.#scatterSection(found)}</div>
          ${this.#columnsSection()} ${this.#unlikelySection(found)}`,
      )}`;
  }

  #baselinesSection() {
    return html`<section>
      <h2>${strings.baselines}</h2>
      ${answered(this.#baselines, { waiting: strings.fitting, failed: strings.fittingFailed }, (found) =>
        baselinesView(found, this.help(strings.helpBaselinesTitle, strings.helpBaselines, 'compare-models')),
      )}
    </section>`;
  }

  #ranked(draw: (found: Evaluated) => TemplateResult) {
    return answered(this.#ranks, { waiting: strings.ranking, failed: strings.rankingFailed }, draw);
  }

  #coverageSection() {
    return html`<section>
      <h2>${strings.coverage}</h2>
      ${this.#ranked(({ coverage }) =>
        coverage
          ? html`${coverageView(coverage)} ${this.help(strings.helpCoverageTitle, coverageHelp(coverage), 'verify')}`
          : html`<div class="muted">${strings.noCoverage}</div>`,
      )}
    </section>`;
  }

  #columnsSection() {
    // While they are computed, the coverage says so.
    const { pit, latentPit, categories } = this.#ranks.value ?? {};
    if (pit === undefined) return nothing;
    return html`<section>
        <h2>${strings.ranks}</h2>
        ${this.#ranked(
          () => html`${ranksView(pit, RANKS.columns, this.kept('column', ''), (column) => this.set('column', column), categories)}
            ${this.help(strings.helpRanksTitle, ranksHelp(pit), 'verify')}`,
        )}
      </section>
      ${
        latentPit
          ? html`<section>
              <h2>${strings.latents}</h2>
              ${this.#ranked(() =>
                ranksView(latentPit, RANKS.latents, this.kept('latent', ''), (latent) => this.set('latent', latent)),
              )}
              ${this.help(strings.helpLatentsTitle, strings.helpLatents, 'explore-latent')}
            </section>`
          : nothing
      }`;
  }

  #unlikelySection({ result }: RowValues) {
    const { leastLikely } = result;
    if (leastLikely.length === 0) return nothing;
    const file = result.leastLikelyFile ?? result.leastLikelySource;
    const open = this.snapshot?.opensRows ? (line: number | null) => this.host.openRow(this.#split, line) : null;
    return html`<section>
      <h2>
        ${strings.leastLikely}${file === undefined ? nothing : html`<span class="muted"> · ${strings.leastLikelyOf({ file })}</span>`}
      </h2>
      <div class="muted">${strings.unlikelyNote}</div>
      ${unlikelyView(result, open)} ${this.help(strings.helpUnlikelyTitle, strings.helpUnlikely, 'verify')}
    </section>`;
  }

  readonly #scatter = memo(scatterView);

  #scatterSection({ scatter }: RowValues) {
    if (scatter === null) return nothing;
    const help = strings.helpScatter({ dimension: scatter.dimension });
    return html`<section>
      <h2>${strings.scatter}</h2>
      <div class="muted">${strings.scatterShows}</div>
      ${this.#scatter(scatter)}
      <div class="muted">${strings.scatterNote}</div>
      ${this.help(strings.helpScatterTitle, help, 'explore-latent')}
    </section>`;
  }
}
