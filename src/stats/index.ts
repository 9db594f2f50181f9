// The Estimate and its algebra
export { combine, contrast, ratio } from "./contrast.js";
export {
  type Estimate,
  type EstimateParts,
  estimate,
  type Interval,
  type ResultWarning,
  type Scale,
} from "./estimate.js";
export { type EstimateSet, estimateSet } from "./estimate-set.js";
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
