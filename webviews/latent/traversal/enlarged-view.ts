/** An image of a traversal or of the interpolation, enlarged, with its log q. */
import { html } from 'lit';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { Images } from '../../charts/cells/image-grid.ts';
import type { Question } from '../latent-data.ts';
import { strings } from '../strings.ts';
import '../../components/enlarged-image.ts';
import {
  type Between,
  type BetweenChoices,
  fetchBetweenDensities,
  fetchTraversalDensities,
  type Traversal,
  type TraversalChoices,
} from './traversal-data.ts';
import { imageCaption } from './traversal-view.ts';

export interface Enlarged {
  readonly of: 'traversal' | 'between';
  readonly row: number;
  readonly column: number;
}

/** log q of the images of one answer. */
export interface EnlargedDensities {
  readonly of: Traversal | Between;
  /** In the order of the images. */
  readonly values: ArrayLike<number>;
}

export async function fetchEnlargedDensities(
  question: Question,
  of: Traversal | Between,
  choices: TraversalChoices,
  way: BetweenChoices,
): Promise<EnlargedDensities> {
  const values = 'directions' in of ? fetchTraversalDensities(question, choices) : fetchBetweenDensities(question, way);
  return { of, values: await values };
}

/** @param images of the row that is shown @param show null: none any longer */
export function enlargedView(
  of: Traversal | Between,
  images: Images,
  enlarged: Enlarged,
  {
    densities,
    likelihood,
  }: { readonly densities: EnlargedDensities | null; readonly likelihood: RunInfo['likelihood'] },
  show: (enlarged: Enlarged | null) => void,
) {
  const { row, column } = enlarged;
  const caption =
    'directions' in of ? imageCaption(of, row, column) : strings.imageBetween({ position: of.positions[column]! });
  return html`<fs-enlarged-image
    .images=${images}
    .index=${column}
    caption=${caption}
    .logq=${likelihood === 'none' ? null : densities?.of === of ? densities.values[row * images.n + column] : undefined}
    ?bound=${likelihood === 'bound'}
    @image=${(event: CustomEvent<number>) => show({ ...enlarged, column: event.detail })}
    @close=${() => show(null)}
  ></fs-enlarged-image>`;
}
