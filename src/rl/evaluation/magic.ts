import { simplexWeights } from "../../models/stacking/simplex-weights.js";
import { quantile } from "../../stats/summary.js";
import { patientBootstrap } from "./bootstrap/patient-bootstrap.js";
import type { Drawn } from "./bootstrap/plans.js";
import { ratioPlan } from "./bootstrap/ratio-plan.js";
import { columnTotals, ratioTerms, type Term } from "./ratio-estimators.js";
import { column, type TrajectorySums } from "./trajectories.js";

/** How MAGIC mixes: the share of the returns that follow weights for 0, 1, … decisions and values from there on. */
export interface Blend {
  readonly shares: Float64Array;
  readonly terms: readonly Term[];
}

/**
 * MAGIC (Thomas & Brunskill 2016): Σⱼ xⱼ g⁽ʲ⁾ over j = −1 … T − 1, where g⁽ʲ⁾ = mean V(s₀) + Σₜ≤ⱼ γᵗ Σρₜδₜ / Σρₜ follows
 * the weighted doubly robust estimate up to decision j and the given values from there on (j = −1 is the direct method,
 * T − 1 is WDR). The shares x ≥ 0, Σx = 1, minimize xᵀ(Ω + bbᵀ)x: Ω is the covariance of the g⁽ʲ⁾ over patients, bⱼ
 * how far g⁽ʲ⁾ lies outside of the percentile interval of WDR, by 200 replicates. Its level, 90%, is that of the public
 * implementations COBS and ReAgent (which make it by Student's t over 25 parts of the episodes); the paper's is not confirmed.
 */
export async function magicBlend(
  sums: TrajectorySums,
  drawn: Drawn,
  { discount, seed }: { readonly discount: number; readonly seed: number },
): Promise<Blend> {
  const plan = ratioPlan([ratioTerms.wdr(sums.horizon, discount)], sums, drawn);
  const [replicates] = await patientBootstrap([plan], drawn, { replicates: 200, seed });
  const known = replicates!.filter(Number.isFinite);
  const at = (p: number): number => (known.length > 0 ? quantile(known, p) : Number.NaN);
  return blendWithin(sums, drawn, discount, [at(0.05), at(0.95)]);
}

/** The same, given the interval of WDR. Where nobody follows the policy it is WDR, which has no value there. */
export function blendWithin(
  sums: TrajectorySums,
  { patients, patientOf }: Drawn,
  discount: number,
  [low, high]: readonly [number, number],
): Blend {
  const { n, horizon, columns } = sums;
  const totals = columnTotals(sums);
  if (totals.subarray(column.first, column.first + horizon).some((total) => total === 0)) {
    return { shares: new Float64Array(0), terms: ratioTerms.wdr(horizon, discount) };
  }
  const size = horizon + 1;
  const parts = new Float64Array(patients * size);
  const g = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    const row = patientOf[i]! * size;
    let sum = columns[column.start * n + i]! / n;
    parts[row]! += sum;
    g[0]! += sum;
    for (let t = 0; t < horizon; t++) {
      const error = columns[(column.first + 2 * horizon + t) * n + i]!;
      if (error !== 0) sum += (discount ** t * error) / totals[column.first + t]!;
      parts[row + t + 1]! += sum;
      g[t + 1]! += sum;
    }
  }
  const matrix = covariance(parts, patients, g);
  const bias = g.map((each) => Math.max(0, low - each, each - high));
  for (let j = 0; j < size; j++) for (let k = 0; k < size; k++) matrix[j * size + k]! += bias[j]! * bias[k]!;
  const shares = simplexWeights(matrix, size);
  return { shares, terms: blendTerms(shares, horizon, discount) };
}

/** n / (n − 1) Σᵢ (gᵢ − ḡ)(gᵢ − ḡ)ᵀ: the gᵢ of the patients add up to g. */
function covariance(parts: Float64Array, patients: number, g: Float64Array): Float64Array {
  const size = g.length;
  const matrix = new Float64Array(size * size);
  const apart = new Float64Array(size);
  for (let i = 0; i < patients; i++) {
    for (let j = 0; j < size; j++) apart[j] = parts[i * size + j]! - g[j]! / patients;
    for (let j = 0; j < size; j++) {
      for (let k = 0; k <= j; k++) matrix[j * size + k]! += apart[j]! * apart[k]!;
    }
  }
  const scale = patients / (patients - 1);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k <= j; k++) {
      matrix[j * size + k]! *= scale;
      matrix[k * size + j] = matrix[j * size + k]!;
    }
  }
  return matrix;
}

/** The blend as ratios of sums: decision t has the shares of all that follow the weights that far. */
function blendTerms(shares: Float64Array, horizon: number, discount: number): Term[] {
  const [start, ...rest] = ratioTerms.wdr(horizon, discount);
  let following = 1;
  return [
    start!,
    ...rest.map((term, t) => {
      following -= shares[t]!;
      return { ...term, factor: term.factor * following };
    }),
  ];
}
