/** Every text of the panels comes from a table: the panels of a flow of images, and what panels show when there is nothing to draw. */
import { testPseudoLocale } from './pseudo-locale-tests.ts';
import { testStates } from './states-tests.ts';

testPseudoLocale('images');
testStates({ themes: () => [], keepsPictures: false, isPseudo: true });
