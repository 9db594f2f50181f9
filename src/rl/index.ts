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
