// Propensity, overlap and balance

// Side by side
export {
  type CompareOptions,
  type Comparison,
  compareEstimators,
  type EstimatorName,
} from "./compare-estimators.js";
export type { Folds } from "./cross-fit.js";
// Estimators
export { differenceInMeans } from "./difference-in-means.js";
// Double machine learning
export type { NuisanceOptions } from "./dml/cross-fitted-mean.js";
export { type DmlIivmOptions, dmlIivm } from "./dml/dml-iivm.js";
export { type DmlIrmOptions, dmlIrm } from "./dml/dml-irm.js";
export { type DmlPlivOptions, dmlPliv } from "./dml/dml-pliv.js";
export { type DmlPlrOptions, dmlPlr } from "./dml/dml-plr.js";
export type { Coefficient } from "./dml/partialled-out.js";
export { type AipwOptions, aipw } from "./doubly-robust/aipw.js";
export { type TmleOptions, tmle } from "./doubly-robust/tmle.js";
export type { Effect } from "./effect.js";
export { type GEstimate, type GEstimateOptions, gEstimate } from "./outcome-models/g-estimate.js";
export type { OutcomeModelOptions } from "./outcome-models/outcome-model.js";
export type { Population } from "./outcome-models/population.js";
export { type StandardizeOptions, standardize } from "./outcome-models/standardize.js";
export type { GroupWeights } from "./positivity.js";
export { type Balance, type BalanceRow, balance } from "./weighting/balance.js";
export { type BootstrapIpwOptions, bootstrapIpw } from "./weighting/bootstrap-ipw.js";
export { type CbpsOptions, cbps } from "./weighting/cbps.js";
export { type EntropyBalanceOptions, entropyBalance } from "./weighting/entropy-balance.js";
export { type IpwOptions, ipw } from "./weighting/ipw.js";
export { type Overlap, overlap } from "./weighting/overlap.js";
export {
  type PropensityOptions,
  type PropensityScore,
  propensityScore,
} from "./weighting/propensity-score.js";
export type { WeightingEstimand } from "./weighting/tilt.js";
export { type TreatmentWeightsOptions, treatmentWeights } from "./weighting/treatment-weights.js";
export { type TrimOptions, trim } from "./weighting/trim.js";
export type { Weighting } from "./weighting/weighting.js";
