import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { baseOfType } from '../../flow/bases/registry.ts';
import type { OpenFlow } from '../opened/open-flow.ts';

/** @throws FlowscopeError `wrong-value` (exit 2) for a temperature that the base does not support */
export function checkTemperature({ type, config }: OpenFlow['plan']['base'], temperature: number): void {
  if (!(temperature >= 0 && Number.isFinite(temperature))) {
    throw new FlowscopeError('wrong-value', `the temperature must be a number ≥ 0, found ${temperature}`, {
      exitCode: 2,
    });
  }
  const { low, high } = baseOfType(type).support(config);
  if (Number.isFinite(high - low) && temperature !== 1) {
    throw new FlowscopeError(
      'wrong-value',
      `base ${type} has no temperature: ${temperature} would change its support`,
      {
        exitCode: 2,
        hint: 'Leave --temperature out.',
      },
    );
  }
}
