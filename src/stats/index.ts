// The Estimate and its algebra
export { combine, contrast, ratio } from "./contrast.js";
// Folds and sensitivity
export { type EValue, eValue } from "./e-value.js";
export {
  type Estimate,
  type EstimateParts,
  estimate,
  type Interval,
  type ResultWarning,
  type Scale,
} from "./estimate.js";
export { type EstimateSet, estimateSet } from "./estimate-set.js";
export { type FoldOptions, givenFolds, makeFolds } from "./folds.js";
export {
  hasInfluence,
  type Influence,
  influenceCovariance,
  influenceError,
  type NoInfluence,
  rowUnits,
  type Units,
} from "./influence.js";
// Random streams
export { randomStream, type Stream } from "./random.js";
