import { groupVariance, weightedMeanOf } from "../../stats/standardized-difference.js";
import type { BalanceRow } from "../weighting/balance.js";
import { inverseWeights } from "./levels-ipw.js";
import type { LevelsPropensity } from "./levels-propensity.js";

/**
 * The largest difference of any two levels' means, over the root of the mean of the levels' unweighted variances
 * (McCaffrey et al. 2013, section 2.3), before and after weighting alike.
 */
export function pairwiseDifferences(ps: LevelsPropensity): BalanceRow[] {
  const { study } = ps;
  const { treatment, levels, design } = study;
  const equal = new Float64Array(study.n).fill(1);
  const weights = inverseWeights(ps);
  return design.columns.map((column, j) => {
    const variance =
      levels.reduce((sum, _, k) => sum + groupVariance(column, treatment, k), 0) / levels.length;
    const spread = (w: Float64Array): number => {
      const means = levels.map((_, k) => weightedMeanOf(column, treatment, k, w));
      const range = Math.max(...means) - Math.min(...means);
      return range === 0 ? 0 : range / Math.sqrt(variance);
    };
    return { name: design.names[j]!, before: spread(study.weights ?? equal), after: spread(weights) };
  });
}
