/** Nonlinearities of the conditioners, made of operations that exist in every runtime. */
export const ACTIVATION_NAMES = ['relu', 'tanh', 'elu', 'gelu', 'silu', 'leaky-relu'] as const;

export type ActivationName = (typeof ACTIVATION_NAMES)[number];
