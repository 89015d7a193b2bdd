import { PanelFailure } from './panel-failure.ts';

/**
 * Requests points as pixels of images or as numbers.
 * @param isImage null: not known yet; requests pixels, and numbers if the data are not images
 */
export async function withPixels<T>(isImage: boolean | null, ask: (pixels: boolean) => Promise<T>): Promise<T> {
  return ask(isImage !== false).catch((error: unknown) => {
    if (isImage === null && error instanceof PanelFailure && error.code === 'wrong-value') return ask(false);
    throw error;
  });
}
