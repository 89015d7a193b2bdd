import { pictureFile } from '../charts/picture.ts';
import type { ChartPicture } from '../charts/save-button.ts';

/** Saves what the charts below `panel` offer. @param prefix of the files' names, asked for each time */
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
