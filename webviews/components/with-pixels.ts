import { PanelFailure } from '../bridge/panel-failure.ts';

/**
 * Asks for points as the pixels of images, or as numbers.
 * @param isImage null: not known yet; then pixels are asked for, and numbers where the data have none
 */
export async function withPixels<T>(isImage: boolean | null, ask: (pixels: boolean) => Promise<T>): Promise<T> {
  return ask(isImage !== false).catch((error: unknown) => {
    if (isImage === null && error instanceof PanelFailure && error.code === 'wrong-value') return ask(false);
    throw error;
  });
}
