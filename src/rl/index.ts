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
export type { RewardOn, Rewards } from "./environments/read-rewards.js";
export type { Order, Outcome, OutcomeColumns } from "./environments/read-outcomes.js";
export type { CsrMatrix, Transitions } from "./environments/read-transitions.js";
export {
  type TabularModel,
  type TabularModelOptions,
  tabularModel,
} from "./environments/tabular-model.js";
export { type Lanes, lanes } from "./environments/lanes.js";
export { type RecordEpisodesOptions, recordEpisodes } from "./environments/record-episodes.js";
export { type RolloutOptions, rollout } from "./environments/rollout.js";
export { liftPolicy, type StateView, sepsisView } from "./environments/state-view.js";
// Environments to step through, in Gymnasium's form
export {
  type ChemotherapySimulatorOptions,
  chemotherapySimulator,
} from "./environments/chemotherapy-simulator.js";
export { type GlucoseSimulatorOptions, glucoseSimulator } from "./environments/glucose-simulator.js";
export {
  type AdaptedEnvironment,
  fromGymJs,
  type GymJsEnvironment,
  type GymJsSpace,
  toGymJs,
} from "./environments/gym-js.js";
export { type HivSimulatorOptions, hivSimulator } from "./environments/hiv-simulator.js";
export { type SepsisSimulatorOptions, sepsisSimulator } from "./environments/sepsis-simulator.js";
export { type BoxSpace, boxSpace, type DiscreteSpace, discreteSpace } from "./environments/spaces.js";
export { tabularEnvironment } from "./environments/tabular-environment.js";
export { partialObservation, projectStates, timeLimit } from "./environments/wrappers.js";
// Small models of the textbook
export { cliffWalking } from "./environments/cliff-walking.js";
export { type GamblersProblemOptions, gamblersProblem } from "./environments/gamblers-problem.js";
export { type GridworldOptions, gridworld } from "./environments/gridworld.js";
export { randomWalk } from "./environments/random-walk.js";
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
// The carers' policy
export {
  type BehaviorPolicy,
  type BehaviorPolicyOptions,
  behaviorPolicy,
} from "./evaluation/behavior-policy.js";
export type { ActionCalibration, Calibration, CalibrationBin } from "./evaluation/calibration.js";
// Off-policy evaluation
export {
  type ConfoundingBounds,
  type ConfoundingBoundsOptions,
  confoundingBounds,
} from "./evaluation/confounding-bounds.js";
export { type DoseGap, type DoseGapOptions, doseGap, type GapCurve } from "./evaluation/dose-gap.js";
export {
  type EvaluatedPolicy,
  type EvaluatePoliciesOptions,
  evaluatePolicies,
} from "./evaluation/evaluate-policies.js";
export type { Evaluation } from "./evaluation/evaluation-view.js";
export { type FittedQEvaluationOptions, fittedQEvaluation } from "./evaluation/fitted-q-evaluation.js";
export type { EstimatorName } from "./evaluation/estimators.js";
export { ope } from "./evaluation/ope.js";
export type { OpeOptions, SharedOpeOptions } from "./evaluation/ope-options.js";
export { type OpeSetOptions, opeSet, type PolicyValueSet } from "./evaluation/ope-set.js";
export type { PolicyValue, ValueSource } from "./evaluation/policy-value.js";
export {
  type BoundKind,
  type ReturnBoundsOptions,
  returnBounds,
  weightedReturnRange,
} from "./evaluation/return-bounds.js";
export {
  type ReturnDistribution,
  type ReturnDistributionOptions,
  returnDistribution,
} from "./evaluation/return-distribution.js";
export { type Selection, type SelectPolicyOptions, selectPolicy } from "./evaluation/select-policy.js";
export { type SensitivityGrid, sensitivityGrid } from "./evaluation/sensitivity-grid.js";
export type { SubgroupValue } from "./evaluation/subgroup-values.js";
export type { Driver, Support } from "./evaluation/support.js";
// Discrete states and actions from numbers
export { type ClusterStatesOptions, clusterStates, type StateClusters } from "./learning/cluster-states.js";
export type { ColumnScale } from "./learning/k-means/column-scales.js";
export { type DoseBins, doseBins } from "./learning/dose-bins.js";
// Learners: learn(episodes, options) → Policy
export { type BehaviorCloningOptions, behaviorCloning } from "./learning/behavior-cloning.js";
export { type EstimatedModelOptions, estimatedModel } from "./learning/estimated-model.js";
export {
  type FittedPolicy,
  type FittedQIterationOptions,
  fittedQIteration,
} from "./learning/fitted-q-iteration.js";
export type { CurvePoint, Learned, LearnedPolicy } from "./learning/learned-policy.js";
export { type PlanFromLogOptions, planFromLog } from "./learning/plan-from-log.js";
export { type CarersValue, type SarsaOptions, sarsa } from "./learning/sarsa.js";
export { type SpibbOptions, spibb } from "./learning/spibb.js";
// Pictures
export { type ActionHeatMapOptions, actionHeatMap } from "./pictures/action-heat-map.js";
export { calibrationChart } from "./pictures/calibration-chart.js";
export {
  type Advice,
  type PatientTrajectory,
  type PatientTrajectoryOptions,
  patientTrajectory,
  type TrajectoryStep,
} from "./evaluation/patient-trajectory.js";
export type { DistributionFunction } from "./pictures/distribution-chart.js";
export { weightChart } from "./pictures/weight-chart.js";
