/** Every panel in every theme. */
import { panelsOf, testLooks } from './accessibility-tests.ts';
import { ALL_THEMES } from './looks.ts';

testLooks({
  looks: (['plane', 'images'] as const).flatMap((flow) =>
    // The look of both flows is the same; the second one shows what images add to it.
    panelsOf(flow).map((panel) => ({ flow, panel, themes: ALL_THEMES.slice(flow === 'plane' ? 0 : 2) })),
  ),
  keepsPictures: true,
});
