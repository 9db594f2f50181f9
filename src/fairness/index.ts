// The audit: metrics by group, gaps, what could not be judged
export { type Audit, audit, type LeftOut } from "./audit/audit.js";
export type { Cell, DefinedCell, UndefinedCell } from "./audit/cell.js";
export type { FourFifths, FourFifthsRow } from "./audit/four-fifths.js";
export type { Gap } from "./audit/gap.js";
export type { Group } from "./audit/groups.js";
export type { AuditOptions } from "./audit/options.js";
export type { Spread } from "./audit/spread.js";
// Metrics as plain functions of counts or scores
export { auprc } from "./metrics/auprc.js";
export { auroc } from "./metrics/auroc.js";
export {
  type CalibrationBin,
  calibrationBins,
  expectedCalibrationError,
} from "./metrics/calibration-bins.js";
export { calibrationIntercept, calibrationSlope } from "./metrics/calibration-fit.js";
export {
  accuracy,
  balancedAccuracy,
  baseRate,
  type CountMetric,
  type CountResult,
  f1,
  falseDiscoveryRate,
  falseNegativeRate,
  falseOmissionRate,
  falsePositiveRate,
  negativePredictiveValue,
  positivePredictiveValue,
  selectionRate,
  trueNegativeRate,
  truePositiveRate,
} from "./metrics/count-metrics.js";
export type { Counts } from "./metrics/counts.js";
export {
  brier,
  logLoss,
  meanAbsoluteError,
  meanError,
  observedExpected,
  rootMeanSquaredError,
} from "./metrics/means.js";
export type { Undefined, UndefinedReason } from "./metrics/measured.js";
export { costMetric, type Metric, type MetricName, metricNames } from "./metrics/registry.js";
export type { Scored, ScoreMetric, ScoreResult } from "./metrics/scored.js";
// Calibration
export {
  type CalibrationByGroup,
  type CalibrationOptions,
  calibrationByGroup,
  type ReliabilityCurve,
} from "./calibration/calibration-by-group.js";
export { type RecalibrateOptions, recalibrate } from "./calibration/recalibrate.js";
// Three criteria that cannot all hold
export {
  type CriteriaRates,
  chouldechovaFpr,
  type ThreeCriteria,
  threeCriteria,
} from "./criteria/three-criteria.js";
// Which label stands for need
export {
  type CandidateLabel,
  type Capture,
  type LabelChoice,
  type LabelChoiceOptions,
  labelChoice,
  type Turnover,
} from "./label-choice/label-choice.js";
// Individuals
export {
  consistency,
  type LipschitzViolations,
  lipschitzViolations,
  type SimilarityOptions,
} from "./individual/consistency.js";
export { type EntropyParts, generalizedEntropy } from "./individual/generalized-entropy.js";
// Causes, through the values of the caller's structural model
export { type CounterfactualPredictions, counterfactualFairness } from "./causal/counterfactual-fairness.js";
export { decomposeGap, type GapParts } from "./causal/decompose-gap.js";
// Mitigation, each with its price
export {
  type CalibratedOdds,
  type CalibratedOddsOptions,
  calibratedEqualizedOdds,
} from "./mitigation/calibrated-odds.js";
export {
  type ChosenThresholds,
  chooseThresholds,
  type ThresholdCriterion,
  type ThresholdOptions,
} from "./mitigation/choose-thresholds.js";
export { type Frontier, type FrontierPoint, fairnessFrontier } from "./mitigation/frontier.js";
export {
  type Multicalibrated,
  type MulticalibrateOptions,
  multicalibrate,
} from "./mitigation/multicalibrate.js";
export { type ReducedModel, type ReduceOptions, reduceUnfairness } from "./mitigation/reduce-unfairness.js";
export { type ReweighOptions, reweigh } from "./mitigation/reweigh.js";
// Treatment policies
export {
  type ChoosePolicyOptions,
  choosePolicy,
  type PolicyCandidate,
  type PolicyChoice,
} from "./policies/choose-policy.js";
export {
  type PatientValues,
  type PolicyFairness,
  type PolicyFairnessOptions,
  policyFairness,
} from "./policies/policy-fairness.js";
// Documents
export { type Datasheet, type DatasheetFields, datasheet } from "./documents/datasheet.js";
export {
  type ModelCard,
  type ModelCardFields,
  modelCard,
  type RegulatedFields,
} from "./documents/model-card.js";
