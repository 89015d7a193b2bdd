/** The panels. A separate file, because code that registers them needs no schemas. */
export const PANELS = ['training', 'layers', 'latent', 'samples', 'density', 'compare'] as const;
export type PanelName = (typeof PANELS)[number];
