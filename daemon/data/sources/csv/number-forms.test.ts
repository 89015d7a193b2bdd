import { expect, test } from 'vitest';
import { formCounter } from './number-forms.ts';

const kindOf = (text: string) => {
  const forms = formCounter();
  forms.add(text);
  return forms.found()?.kind ?? null;
};

test.each([
  ['percent', ['12%', '3.5 %', '-1,5%']],
  ['currency', ['$3.50', '$1,234.50', '-$3', '3,50 €', 'EUR 12', 'US$5']],
  ['thousands', ["12'345", '12 345', '1\u202f234\u00a0567', '7_968', '-12 345,5']],
  ['exponent', ['1.5D+00', '-.5d-3']],
  ['minus', ['−1.5', '–2']],
  ['brackets', ['(12.5)', '[3]']],
  ['call', ['np.float64(0.5)', 'tensor(-1.25)', "tensor(1., device='cuda:0')"]],
  ['quotes', ["'0.5'"]],
  ['unit', ['12 kg', '3.5cm', '20 °C', '5k', '90 km/h', '3 mg/dL']],
  ['date', ['2023-01-31', '31.01.2023', '1/31/2023', '31 Jan 2023', 'Jan 31, 2023', '2023-01-31T10:00:00Z']],
  ['time', ['10:30', '10:30:05', '9:05 pm']],
  [null, ['A1', '12A', '2nd', '0x1f', 'yes', '3 of 4', '192.168.0.1', '12-15', 'x(3)y', '']],
])('numbers and dates that are read as text: %s', (kind, texts) => {
  expect(texts.map(kindOf)).toEqual(texts.map(() => kind));
});

test('counts the cells that are written like the first one', () => {
  const forms = formCounter();
  for (const text of ['12%', 'n.d.', '3 %', '$4']) forms.add(text);
  expect(forms.found()).toEqual({ kind: 'percent', count: 2 });
});
