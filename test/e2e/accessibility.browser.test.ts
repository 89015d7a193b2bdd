/** Three panels of the plane, each in another theme. The full tests look at every panel of both flows in every theme. */
import { testLooks } from './accessibility-tests.ts';
import { oneTheme } from './looks.ts';

testLooks({
  looks: [
    { flow: 'plane', panel: 'training', themes: oneTheme(0) },
    { flow: 'plane', panel: 'layers', themes: oneTheme(1) },
    { flow: 'plane', panel: 'latent', themes: oneTheme(2) },
  ],
  keepsPictures: false,
});
