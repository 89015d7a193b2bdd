/** Whether `npm run test:full` runs: it keeps the pictures of the documentation, and looks at each panel in each theme. */
export const IS_FULL_TIER = process.env.FLOWSCOPE_TEST_TIER === 'full';
