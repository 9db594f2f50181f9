/** Writes the derivatives of `state` into `out`. */
export type Derivatives = (state: Float64Array, out: Float64Array) => void;

/**
 * The state after `duration`, by the classical Runge–Kutta method of fourth order in `steps` equal steps. Checks
 * nothing.
 */
export function integrate(
  derivatives: Derivatives,
  start: Float64Array,
  duration: number,
  steps: number,
): Float64Array {
  const n = start.length;
  const h = duration / steps;
  const y = start.slice();
  const at = new Float64Array(n);
  const [k1, k2, k3, k4] = [
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
  ];
  const ahead = (k: Float64Array, by: number): Float64Array => {
    for (let j = 0; j < n; j++) at[j] = y[j]! + by * k[j]!;
    return at;
  };
  for (let i = 0; i < steps; i++) {
    derivatives(y, k1);
    derivatives(ahead(k1, h / 2), k2);
    derivatives(ahead(k2, h / 2), k3);
    derivatives(ahead(k3, h), k4);
    for (let j = 0; j < n; j++) y[j]! += (h / 6) * (k1[j]! + 2 * k2[j]! + 2 * k3[j]! + k4[j]!);
  }
  return y;
}
