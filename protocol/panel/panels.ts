/** The panels: one definition each. The build, `flowscope view`, the editor and its manifest take them from here. */
import type { FigureName } from '../figures/figure-names.ts';
import type { RunAction } from '../run-actions.ts';

export interface PanelDefinition<Name extends string = string> {
  /** The panel's element is `flowscope-NAME`, its code `webviews/NAME/main.ts`. */
  readonly name: Name;
  /** What the panel shows, as in `two-moons · layers`. */
  readonly title: string;
  /** What a run must allow to be shown; null: nothing. */
  readonly needs: RunAction | null;
  /** The figures that it shows: it has nothing to show of a run that has none of them. Empty: it shows other things. */
  readonly figures: readonly FigureName[];
  /** Whether it is of data points with this shape; absent: of all. */
  readonly points?: (shape: readonly number[]) => boolean;
}

function definePanel<const Name extends string>(panel: PanelDefinition<Name>): PanelDefinition<Name> {
  return panel;
}

/** Panels of runs, in the order of the links between them. */
export const PANEL_DEFINITIONS = [
  definePanel({ name: 'training', title: 'training', needs: null, figures: [] }),
  definePanel({ name: 'layers', title: 'layers', needs: 'inspect', figures: ['layers', 'elbo'] }),
  definePanel({
    name: 'latent',
    title: 'latent space',
    needs: 'inspect',
    figures: ['traversal', 'interpolate', 'latents'],
  }),
  definePanel({ name: 'samples', title: 'samples', needs: 'inspect', figures: ['samples'] }),
  definePanel({ name: 'density', title: 'density', needs: 'inspect', figures: ['density', 'conditional'] }),
  definePanel({
    name: 'evaluation',
    title: 'evaluation',
    needs: 'inspect',
    figures: ['evaluate'],
    points: (shape) => shape.length === 1,
  }),
  definePanel({ name: 'compare', title: 'compare', needs: null, figures: [] }),
];
/** Only in the editor: it shows the text of a spec, and no run. */
export const PREVIEW = definePanel({ name: 'preview', title: 'preview', needs: null, figures: [] });

export type PanelName = (typeof PANEL_DEFINITIONS)[number]['name'];
/** A panel of the editor. */
export type EditorPanelName = PanelName | typeof PREVIEW.name;
export const PANELS: readonly PanelName[] = PANEL_DEFINITIONS.map(({ name }) => name);

export function panelDefinition(name: PanelName): PanelDefinition<PanelName> {
  return PANEL_DEFINITIONS.find((panel) => panel.name === name)!;
}
