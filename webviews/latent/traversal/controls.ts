/** Controls of the traversals and of the interpolation. */
import { html, nothing } from 'lit';
import { choice, slider, wholeNumber } from '../../components/controls.ts';
import { strings } from '../strings.ts';
import type { Between, BetweenChoices, ContextMode, TraversalChoices } from './traversal-data.ts';

const KINDS: readonly (readonly [TraversalChoices['kind'], string])[] = [
  ['all', strings['kind.all']],
  ['dimension', strings['kind.dimension']],
  ['principal', strings['kind.principal']],
  ['class', strings['kind.class']],
];
const METHODS = [
  ['spherical', strings.greatCircle],
  ['linear', strings.straightLine],
] as const;
const CONTEXT_MODES = [
  ['fixed', strings.contextIsFixed],
  ['blended', strings.contextIsBlended],
] as const;
/** The remembered start row if traversals start at the base center. */
export const CENTER = -1;

/** Remembers a choice. */
type Keep = (key: string, value: string | number) => void;

/** @param kept what was remembered */
export function traversalKind(kept: string): TraversalChoices['kind'] {
  return KINDS.find(([name]) => name === kept)?.[0] ?? 'all';
}

/** @param kept what was remembered */
export function startOf(kept: number): TraversalChoices['start'] {
  return kept < 0 ? 'centre' : kept;
}

/** @param kept what was remembered; null: nothing */
export function contextModeOf(kept: string): ContextMode | null {
  return CONTEXT_MODES.find(([mode]) => mode === kept)?.[0] ?? null;
}

/** The remembered level if dimensions of all levels are traversed. */
export const ALL_LEVELS = -1;

/** @param kept what was remembered */
export function levelOf(kept: number): number | null {
  return kept < 0 ? null : kept;
}

/** @param levels number of parts of the latent @param hasEncoder false: only dimensions, from the center or from draws */
export function traversalControls(
  { kind, rows, level, sigma, start }: TraversalChoices,
  { levels, hasEncoder }: { readonly levels: number; readonly hasEncoder: boolean },
  keep: Keep,
) {
  return html`<div class="row">
    ${hasEncoder ? choice({ label: strings.directions, value: kind, set: (value) => keep('kind', value) }, KINDS) : nothing}
    ${wholeNumber({ label: hasEncoder ? strings.directionsPerKind : strings.directions, value: rows, set: (value) => keep('rows', value) }, 1)}
    ${
      levels < 2
        ? nothing
        : choice({ label: strings.level, value: level ?? ALL_LEVELS, set: (value) => keep('level', value) }, [
            [ALL_LEVELS, strings.allLevels],
            ...Array.from({ length: levels }, (_, i) => [i, levelName(i, levels)] as const),
          ])
    }
    ${slider(
      { label: strings.range, value: sigma, set: (value) => keep('sigma', value) },
      { min: 0.5, max: 6, step: 0.5 },
      `±${sigma}σ`,
    )}
    ${choice(
      {
        label: strings.start,
        value: start === 'centre' ? 'mean' : 'row',
        set: (value) => keep('start', value === 'mean' ? CENTER : 0),
      },
      [
        ['mean', strings.baseMean],
        ['row', (hasEncoder ? strings.heldOutRow : strings.drawOfPrior)({ row: start === 'centre' ? 0 : start })],
      ],
    )}
    ${
      start === 'centre'
        ? nothing
        : wholeNumber(
            {
              label: hasEncoder ? strings.startRow : strings.startDraw,
              value: start,
              set: (value) => keep('start', value),
            },
            0,
          )
    }
  </div>`;
}

function levelName(level: number, levels: number): string {
  return level === levels - 1 ? strings.lastLevelName({ level }) : strings.levelName({ level });
}

/**
 * @param between the last answer, which says whether there is a context; null: none yet
 * @param preset what the daemon chooses, which is remembered as no choice; undefined: not known
 */
export function betweenControls(
  { from, to, method, contextMode }: BetweenChoices,
  {
    between,
    preset,
    hasEncoder,
  }: { readonly between: Between | null; readonly preset: ContextMode | undefined; readonly hasEncoder: boolean },
  keep: Keep,
) {
  const shown = contextMode ?? between?.contextMode;
  return html`<div class="row">
    ${wholeNumber({ label: hasEncoder ? strings.fromRow : strings.fromDraw, value: from, set: (value) => keep('from', value) }, 0)}
    ${wholeNumber({ label: hasEncoder ? strings.toRow : strings.toDraw, value: to, set: (value) => keep('to', value) }, 0)}
    ${choice({ label: strings.path, value: method, set: (value) => keep('method', value) }, METHODS)}
    ${
      between?.contextMode === undefined || shown === undefined
        ? nothing
        : choice(
            {
              label: strings.context,
              value: shown,
              title: strings.contextHelp,
              set: (value) => keep('contextMode', value === preset ? '' : value),
            },
            CONTEXT_MODES,
          )
    }
  </div>`;
}
