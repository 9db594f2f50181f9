import { type Estimate, estimate } from "../../stats/estimate.js";
import type { Units } from "../../stats/influence.js";

interface EqualScore {
  /** Rows from the highest rank to the lowest. */
  readonly ranking: Int32Array;
  readonly need: Float64Array;
  readonly codes: Int32Array;
  readonly labels: readonly string[];
  readonly reference: number;
  readonly units: Units;
  readonly name: string;
}

/** Strata of equal rank; percentiles, fewer where there are few people. */
const mostStrata = 100;

/**
 * Difference in mean need between a group and the reference within strata of equal rank, averaged over the strata in
 * which both occur with the group's own numbers there: Σₛ n_gs (mean_gs − mean_rs) / Σₛ n_gs.
 */
export function needAtEqualScore(data: EqualScore): Record<string, Estimate> {
  const { ranking, labels, reference } = data;
  const n = ranking.length;
  const strata = Math.max(1, Math.min(mostStrata, Math.floor(n / 50)));
  const stratum = new Int32Array(n);
  ranking.forEach((row, place) => {
    stratum[row] = Math.floor((place * strata) / n);
  });
  return Object.fromEntries(
    labels.flatMap((label, code) =>
      code === reference ? [] : [[label, oneGroup(data, stratum, strata, code)]],
    ),
  );
}

function oneGroup(data: EqualScore, stratum: Int32Array, strata: number, code: number): Estimate {
  const { need, codes, reference, units, labels, name } = data;
  const n = need.length;
  const [count, sum, countR, sumR] = [0, 1, 2, 3].map(() => new Float64Array(strata)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < n; i++) {
    const s = stratum[i]!;
    if (codes[i] === code) {
      count[s]!++;
      sum[s]! += need[i]!;
    } else if (codes[i] === reference) {
      countR[s]!++;
      sumR[s]! += need[i]!;
    }
  }
  const both = (s: number): boolean => count[s]! > 0 && countR[s]! > 0;
  let [total, value] = [0, 0];
  for (let s = 0; s < strata; s++) {
    if (!both(s)) continue;
    total += count[s]!;
    value += sum[s]! - (count[s]! * sumR[s]!) / countR[s]!;
  }
  value /= total;
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const s = stratum[i]!;
    if (!both(s)) continue;
    if (codes[i] === code) values[i] = (n / total) * (need[i]! - sumR[s]! / countR[s]! - value);
    else if (codes[i] === reference)
      values[i] = -(n / total) * (count[s]! / countR[s]!) * (need[i]! - sumR[s]! / countR[s]!);
  }
  return estimate({
    estimand: "difference in need at equal rank",
    subject: `need of ${labels[code]} minus ${labels[reference]} at equal rank by ${name}`,
    method: `mean over ${strata} strata of rank`,
    value,
    n: total,
    influence: { values, units },
  });
}
