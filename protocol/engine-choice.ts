/** What a request to train says about where it computes, beside the spec. */
import * as z from 'zod/mini';
import { BACKEND_CHOICES, DEVICE_PATTERN, MATMUL_PRECISIONS } from './backends.ts';

/** A Python with JAX: an executable, or the folder of a virtual environment. */
export const pythonName = z.string().check(z.minLength(1), z.maxLength(4096));

export const engineChoiceSchema = z.strictObject({
  backend: z.optional(z.enum(BACKEND_CHOICES)),
  /** Of JAX: `cpu`, `gpu`, `gpu:1`, `tpu`. */
  device: z.optional(z.string().check(z.refine((name) => DEVICE_PATTERN.test(name)))),
  /** Of JAX: devices that share each batch. */
  devices: z.optional(z.union([z.int().check(z.minimum(1), z.maximum(4096)), z.literal('all')])),
  matmulPrecision: z.optional(z.enum(MATMUL_PRECISIONS)),
  python: z.optional(pythonName),
  /** The backend and the device come from settings: they apply only if the spec leaves the backend to `auto`. */
  isDefault: z.optional(z.literal(true)),
});
export type EngineChoice = Readonly<z.infer<typeof engineChoiceSchema>>;
