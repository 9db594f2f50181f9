// Environments and models
export { type SepsisModelOptions, sepsisModel } from "./environments/sepsis-model.js";
export {
  abnormalVitals,
  decodeSepsis,
  decodeSepsisAction,
  encodeSepsis,
  type SepsisState,
  sepsisReward,
} from "./environments/sepsis-variables.js";
export {
  type Outcome,
  type TabularModel,
  type TabularModelOptions,
  tabularModel,
} from "./environments/tabular-model.js";
export { type Lanes, lanes } from "./environments/lanes.js";
export { type RolloutOptions, rollout } from "./environments/rollout.js";
export { liftPolicy, type StateView, sepsisView } from "./environments/state-view.js";
// Planning and exact values
export { type LinearProgramCheck, linearProgramCheck } from "./planning/linear-program.js";
export type { HorizonOptions, PlanningOptions } from "./planning/options.js";
export { modifiedPolicyIteration, policyIteration } from "./planning/policy-iteration.js";
export { exactActionValues, policyValue } from "./planning/policy-value.js";
export type { Solution } from "./planning/solution.js";
export {
  constantPolicy,
  greedyPolicy,
  soften,
  type TabularPolicy,
  type TabularPolicyOptions,
  tabularPolicy,
  uniformPolicy,
} from "./planning/tabular-policy.js";
export { valueIteration } from "./planning/value-iteration.js";
// Off-policy evaluation
export { type FittedQEvaluationOptions, fittedQEvaluation } from "./evaluation/fitted-q-evaluation.js";
export { type EstimatorName, type OpeOptions, ope, type PolicyValue } from "./evaluation/ope.js";
export {
  type BoundKind,
  type ReturnBoundsOptions,
  returnBounds,
  weightedReturnRange,
} from "./evaluation/return-bounds.js";
export type { Driver, Support } from "./evaluation/support.js";
// The model that a log shows
export { type EstimatedModelOptions, estimatedModel } from "./learning/estimated-model.js";
