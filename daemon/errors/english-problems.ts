/**
 * Words for what does not fit a schema: 'Invalid input: expected number, received string'. Schemas made with zod bring them along,
 * those of protocol/ do not, since panels show none (docs/decisions/panels-have-no-zod.md). Import it, for its effect, where
 * such a problem becomes part of a text.
 */
import { config } from 'zod/v4/core';
import en from 'zod/v4/locales/en.js';

config(en());
