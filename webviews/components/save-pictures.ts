import { pictureFile } from '../charts/picture.ts';
import type { ChartPicture } from '../charts/save-button.ts';

/** Saves the pictures of the charts in `panel`. @param prefix of the file names, read at each save */
export function savePictures(
  panel: HTMLElement,
  prefix: () => string,
  save: (name: string, bytes: Uint8Array<ArrayBuffer>) => void,
): void {
  panel.addEventListener('picture', (event) => {
    const background = getComputedStyle(document.body).backgroundColor;
    void pictureFile((event as CustomEvent<ChartPicture>).detail, prefix(), background).then(({ name, bytes }) =>
      save(name, bytes),
    );
  });
}
