import type { NewtonResult } from "../numeric/newton.js";

/**
 * The coefficient that a search without a maximum was still moving most, on standardized columns; the first of each
 * `block` of coefficients is an intercept, which follows the others. Where the information has become singular, the
 * column on which it has none left.
 */
export function divergingColumn(
  { information, sums }: Pick<NewtonResult, "information" | "sums">,
  block: number,
): number {
  const lost = information.dependent.find((k) => k % block > 0);
  if (lost !== undefined) return lost;
  const step = information.solve(sums.gradient).map((value, k) => (k % block > 0 ? Math.abs(value) : 0));
  return step.indexOf(Math.max(...step));
}
