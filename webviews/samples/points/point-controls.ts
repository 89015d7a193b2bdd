/** Controls of samples that are no images: which rows of the data are beside them, and how both are shown. */
import { html, nothing } from 'lit';
import { choice } from '../../components/controls.ts';
import type { SplitName } from '../samples-data.ts';
import { strings } from '../strings.ts';

const SPLITS = ['train', 'validation', 'test'] as const;
const VIEWS = ['corner', 'pair'] as const;
export type PointsView = (typeof VIEWS)[number];

/** @param kept as the panel remembers it */
export function splitOf(kept: string): SplitName {
  return SPLITS.find((name) => name === kept) ?? 'validation';
}

/**
 * The plane has a picture with room for details, in which categories have no places.
 * @param kept as the panel remembers it; '': nothing was chosen
 */
export function viewOf(kept: string, dimensions: number, hasCategories: boolean): PointsView {
  if (dimensions < 2) return 'pair';
  return VIEWS.find((view) => view === kept) ?? (dimensions > 2 || hasCategories ? 'corner' : 'pair');
}

export interface PointChoices {
  readonly split: SplitName;
  readonly view: PointsView;
}

export function pointControls(
  { split, view }: PointChoices,
  dimensions: number,
  set: (key: keyof PointChoices, value: string) => void,
) {
  return html`${choice(
    { label: strings.dataRows, value: split, set: (value) => set('split', value) },
    SPLITS.map((name) => [name, strings[`rowsOf.${name}`]] as const),
  )}
  ${
    dimensions < 2
      ? nothing
      : choice(
          { label: strings.view, value: view, set: (value) => set('view', value) },
          VIEWS.map((name) => [name, strings[`view.${name}`]] as const),
        )
  }`;
}
