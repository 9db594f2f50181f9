import { quantile } from "../../stats/summary.js";

/** Doses at which functions of the dose are known; between them they are read off by straight lines. */
export interface Grid {
  readonly doses: Float64Array;
  /** The function at each row's own dose. */
  between(values: Float64Array): Float64Array;
  /** Σᵢ cᵢ h(Aᵢ) as weights of h on the grid. */
  gather(c: Float64Array): Float64Array;
}

const half = 50;

/** Equally spaced doses, and as many quantiles, from the least dose to the largest. */
export function doseGrid(treatment: Float64Array): Grid {
  const sorted = Float64Array.from(treatment).sort();
  const [low, high] = [sorted[0]!, sorted[sorted.length - 1]!];
  const shares = Array.from({ length: half + 1 }, (_, k) => k / half);
  const all = shares.flatMap((share) => [low + share * (high - low), quantile(sorted, share)]);
  const doses = Float64Array.from(new Set(all)).sort();
  const last = doses.length - 2;
  const left = new Int32Array(treatment.length);
  const share = new Float64Array(treatment.length);
  treatment.forEach((dose, i) => {
    let [from, to] = [0, last];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (doses[middle]! <= dose) from = middle;
      else to = middle - 1;
    }
    left[i] = from;
    share[i] = (dose - doses[from]!) / (doses[from + 1]! - doses[from]!);
  });
  return {
    doses,
    between: (values) => share.map((s, i) => (1 - s) * values[left[i]!]! + s * values[left[i]! + 1]!),
    gather(c) {
      const sums = new Float64Array(doses.length);
      for (let i = 0; i < c.length; i++) {
        sums[left[i]!]! += (1 - share[i]!) * c[i]!;
        sums[left[i]! + 1]! += share[i]! * c[i]!;
      }
      return sums;
    },
  };
}
