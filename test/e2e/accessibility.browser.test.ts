/** Every panel of a flow of the plane in one theme, and those that images change; all four themes are among them. */
import { panelsOf, testLooks } from './accessibility-tests.ts';
import { oneTheme } from './looks.ts';

const ofPlane = panelsOf('plane').map((panel, index) => ({ flow: 'plane', panel, themes: oneTheme(index) }) as const);
const ofImages = (['layers', 'samples'] as const).map(
  (panel, index) => ({ flow: 'images', panel, themes: oneTheme(index + 2) }) as const,
);

testLooks({ looks: [...ofPlane, ...ofImages], keepsPictures: false });
