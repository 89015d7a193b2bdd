/** The panels of a flow of the plane, as narrow as they get and in a column of an editor. The full tests have all widths and themes. */
import { testWidths } from './widths-tests.ts';

testWidths({ flows: ['plane'], widths: [320, 800], themes: [] });
