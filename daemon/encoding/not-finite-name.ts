/** How numpy and pandas write a number that is not finite. */
export function notFiniteName(value: number): 'nan' | 'inf' | '-inf' {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
