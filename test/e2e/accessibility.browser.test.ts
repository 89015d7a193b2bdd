/** Four panels, each in another theme; one of them with images. The full tests look at every panel in every theme. */
import { testLooks } from './accessibility-tests.ts';
import { oneTheme } from './looks.ts';

testLooks({
  looks: [
    { flow: 'plane', panel: 'training', themes: oneTheme(0) },
    { flow: 'plane', panel: 'layers', themes: oneTheme(1) },
    { flow: 'plane', panel: 'latent', themes: oneTheme(2) },
    { flow: 'images', panel: 'samples', themes: oneTheme(3) },
  ],
  keepsPictures: false,
});
