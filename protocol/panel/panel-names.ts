/** The panels. A file of its own: whoever registers them needs no schemas for it. */
export const PANELS = ['training', 'layers', 'latent', 'samples', 'density', 'compare'] as const;
export type PanelName = (typeof PANELS)[number];
