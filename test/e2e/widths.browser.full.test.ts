/** Every panel at every width, with a picture in every theme. */
import { ALL_THEMES } from './looks.ts';
import { testWidths, WIDTHS } from './widths-tests.ts';

testWidths({ flows: ['plane', 'images'], widths: WIDTHS, themes: ALL_THEMES });
