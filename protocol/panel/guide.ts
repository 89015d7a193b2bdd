/** The pages of the guide: each explains a step of the walkthrough, and help texts lead to them. */
export const GUIDE_TOPICS = [
  'new-flow',
  'train',
  'inspect-layers',
  'explore-latent',
  'verify',
  'compare-models',
  'share',
] as const;
export type GuideTopic = (typeof GUIDE_TOPICS)[number];
