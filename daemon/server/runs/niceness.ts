/** Default `nice` of training processes (`serve --nice` overrides it): the daemon and the editor get the CPU first. */
export const TRAINING_NICENESS = 10;
