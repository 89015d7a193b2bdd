/** Each state in every theme. */
import { ALL_THEMES } from './looks.ts';
import { testStates } from './states-tests.ts';

testStates({ themes: () => ALL_THEMES, keepsPictures: true });
