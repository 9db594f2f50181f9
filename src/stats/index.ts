// The Estimate and its algebra
export {
  type Estimate,
  type EstimateParts,
  estimate,
  type Interval,
  type ResultWarning,
  type Scale,
} from "./estimate.js";
export { type EstimateSet, estimateSet } from "./estimate-set.js";
export { combine, contrast, logRatio, oddsRatio, ratio } from "./contrast.js";
export { type SubgroupOptions, subgroupMeans } from "./subgroup-means.js";
export {
  hasInfluence,
  type Influence,
  influenceCovariance,
  influenceError,
  type NoInfluence,
  rowUnits,
  type Units,
} from "./influence.js";
// Many estimates at once
export { adjustPValues } from "./adjust-p-values.js";
export { type Simultaneous, type SimultaneousOptions, simultaneous } from "./simultaneous.js";
export { poolImputations } from "./pool-imputations.js";
// Resampling
export { type BootstrapOptions, bootstrap } from "./bootstrap.js";
export { type BootstrapInterval, bootstrapEstimate, type Replicates } from "./bootstrap-estimate.js";
export type { Statistic } from "./jackknife.js";
export { type PermutationOptions, type PermutationTest, permutationTest } from "./permutation-test.js";
export { drawCells, drawCounts, drawSimplex } from "./resample.js";
export { type FoldOptions, givenFolds, makeFolds } from "./folds.js";
export { randomStream, type Stream } from "./random.js";
// Summaries and sensitivity
export { effectiveSampleSize, mean, quantile, stableSum, variance } from "./summary.js";
export { type EValue, eValue } from "./e-value.js";
