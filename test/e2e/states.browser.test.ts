/** Each state in one theme; all four are among them. */
import { oneTheme } from './looks.ts';
import { testStates } from './states-tests.ts';

testStates({ themes: oneTheme, keepsPictures: false });
