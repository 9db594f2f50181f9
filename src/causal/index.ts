// Who is compared with whom: propensity, overlap, balance
export {
  type PropensityOptions,
  type PropensityScore,
  propensityScore,
} from "./weighting/propensity-score.js";
export {
  type DensityOptions,
  type GeneralizedPropensity,
  type GeneralizedPropensityOptions,
  generalizedPropensity,
} from "./weighting/generalized-propensity.js";
export type { DensityFactor, NormalFactor } from "./weighting/density-factor.js";
export { type Overlap, overlap } from "./weighting/overlap.js";
export { type Balance, type BalanceRow, balance } from "./weighting/balance.js";
export { type TrimOptions, trim } from "./weighting/trim.js";
export type { GroupWeights } from "./positivity.js";
// Treatments of several levels
export type { LevelContrast, LevelsEffect } from "./levels/levels-effect.js";
export type { LevelsPropensity, LevelsPropensityOptions } from "./levels/levels-propensity.js";
export type { LevelsOverlap } from "./levels/levels-overlap.js";
export type { LevelsIpwOptions } from "./levels/levels-ipw.js";
export type { LevelsStandardizeOptions } from "./levels/levels-standardize.js";
export type { LevelsAipwOptions } from "./levels/levels-aipw.js";
// Outcomes that were not seen
export type { CensoringOptions } from "./missing/follow-up.js";
export { type CensoringWeightsOptions, censoringWeights } from "./missing/censoring-weights.js";
// Weighting
export { type IpwOptions, ipw } from "./weighting/ipw.js";
export { type BootstrapIpwOptions, bootstrapIpw } from "./weighting/bootstrap-ipw.js";
export { type EntropyBalanceOptions, entropyBalance } from "./weighting/entropy-balance.js";
export { type CbpsOptions, cbps } from "./weighting/cbps.js";
export { type EnergyBalanceOptions, energyBalance } from "./weighting/energy-balance.js";
export { type TreatmentWeightsOptions, treatmentWeights } from "./weighting/treatment-weights.js";
export type { Weighting } from "./weighting/weighting.js";
export type { WeightingEstimand } from "./weighting/tilt.js";
// Marginal structural models
export {
  type MarginalStructuralModelOptions,
  marginalStructuralModel,
} from "./structural/marginal-structural-model.js";
export type { StructuralModel } from "./structural/structural-model.js";
export { type DoseResponseOptions, doseResponse } from "./structural/dose-response.js";
export type { DoseResponse } from "./structural/dose-curve.js";
// Outcome models
export { type StandardizeOptions, standardize } from "./outcome-models/standardize.js";
export { type GEstimate, type GEstimateOptions, gEstimate } from "./outcome-models/g-estimate.js";
export type { OutcomeModelOptions } from "./outcome-models/outcome-model.js";
export type { Population } from "./outcome-models/population.js";
// Doubly robust
export { type AipwOptions, aipw } from "./doubly-robust/aipw.js";
export { type TmleOptions, tmle } from "./doubly-robust/tmle.js";
// Double machine learning
export { type DmlPlrOptions, dmlPlr } from "./dml/dml-plr.js";
export { type DmlIrmOptions, dmlIrm } from "./dml/dml-irm.js";
export { type DmlPlivOptions, dmlPliv } from "./dml/dml-pliv.js";
export { type DmlIivmOptions, dmlIivm } from "./dml/dml-iivm.js";
export type { NuisanceOptions } from "./dml/cross-fitted-mean.js";
export type { Coefficient } from "./dml/partialled-out.js";
// By an instrument
export {
  type TwoStageLeastSquaresOptions,
  twoStageLeastSquares,
} from "./instruments/two-stage-least-squares.js";
// Matching and strata
export { type MatchedEffect, type MatchOptions, match } from "./matching/match.js";
export { type FullMatchedEffect, type FullMatchOptions, fullMatch } from "./matching/full-match.js";
export type { MatchDistance } from "./matching/match-distance.js";
export { type StratifiedEffect, type StratifyOptions, stratify } from "./matching/stratify.js";
// Effects that differ
export type { Cate } from "./heterogeneity/cate.js";
export type { CateOptions } from "./heterogeneity/effect-model.js";
export { type OutcomeLearnerOptions, sLearner, tLearner } from "./heterogeneity/outcome-learners.js";
export { xLearner } from "./heterogeneity/x-learner.js";
export { rLearner } from "./heterogeneity/r-learner.js";
export { drLearner } from "./heterogeneity/dr-learner.js";
export {
  type CausalForest,
  type CausalForestOptions,
  causalForest,
} from "./heterogeneity/forest/causal-forest.js";
export { bestLinearProjection } from "./heterogeneity/best-linear-projection.js";
export { type GroupEffectsOptions, groupEffects } from "./heterogeneity/group-effects.js";
export { calibrationTest } from "./heterogeneity/calibration-test.js";
export { type RateOptions, rate } from "./heterogeneity/rate.js";
export { policyValue } from "./heterogeneity/policy-value.js";
export { type PolicyTree, type PolicyTreeOptions, policyTree } from "./heterogeneity/policy-tree.js";
export type { PolicyNode } from "./heterogeneity/search-policy.js";
// Side by side
export { differenceInMeans } from "./difference-in-means.js";
export {
  type CompareOptions,
  compareEstimators,
  type EstimatorName,
} from "./compare-estimators.js";
export type { Comparison } from "./comparison.js";
export type { Effect } from "./effect.js";
export type { Folds } from "./cross-fit.js";
