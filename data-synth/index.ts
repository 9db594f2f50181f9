// ICU cohorts with known truth
export type { IcuCohort } from "./icu/cohort.js";
export { type IcuColumn, icuColumns } from "./icu/columns.js";
export type { IcuDatabase } from "./icu/database.js";
export type { FidelityCard, FidelityOptions } from "./icu/fidelity-card.js";
export { intervene } from "./icu/intervene.js";
export { clinicianPolicy } from "./icu/clinician-policy.js";
export type { CareMoment } from "./icu/moment.js";
export type { CareLevels, IcuPolicy, IcuRecord, IcuStrategy } from "./icu/policy.js";
export { namedPolicies, type PolicyValue, type PolicyValueOptions } from "./icu/policy-values.js";
export { type SepsisEpisodesOptions, sepsisEpisodes } from "./icu/sepsis-episodes.js";
export type { CausalGraph } from "./icu/graph.js";
export type { IcuKnobs, IcuScenario } from "./icu/knobs.js";
export type { PlantedGap, PlantedGaps } from "./icu/planted.js";
export type { PopulationEffects, TrueEffect } from "./icu/population.js";
export type { IcuDensity } from "./icu/nursing.js";
export { type IcuOptions, simulateIcu } from "./icu/simulate-icu.js";
export { type IcuFile, type IcuFormat, type IcuWriteOptions, writeIcu } from "./icu/write-icu.js";
export type { IcuTruth, SampleEffects } from "./icu/truth.js";
// How near generated data are to published numbers
export type { FidelityLine } from "./fidelity.js";
export { fidelityCard } from "./fidelity-card.js";
// Insurance claims with known truth
export type { ClaimsCohort } from "./claims/cohort.js";
export type { ClaimsDatabase } from "./claims/database.js";
export type { ClaimsFidelityCard, ClaimsFidelityOptions } from "./claims/fidelity-card.js";
export type { ClaimsKnobs, ClaimsScenario } from "./claims/knobs.js";
export { type ClaimsOptions, simulateClaims } from "./claims/simulate-claims.js";
export type { ClaimsTruth } from "./claims/truth.js";
export { type ClaimsFormat, type ClaimsWriteOptions, writeClaims } from "./claims/write-claims.js";
export { type CostAsNeedStudy, costAsNeedStudy } from "./claims/studies/cost-as-need.js";
export {
  type DiabetesRegime,
  type DiabetesRegimesStudy,
  diabetesRegimesStudy,
  type FirstAction,
  type RegimeState,
  type SecondAction,
} from "./claims/studies/diabetes-regimes.js";
export {
  type FirstOpioidStudy,
  firstOpioidStudy,
  type OpioidEffects,
} from "./claims/studies/first-opioid.js";
export {
  type DiabetesInclusion,
  type IncidentDiabetesOptions,
  type IncidentDiabetesStudy,
  incidentDiabetesStudy,
} from "./claims/studies/incident-diabetes.js";
export type { DiabetesReason, DiabetesWindows } from "./claims/studies/incident-diabetes-sql.js";
// Small processes with exact truths, by their textbook names
export { type BiasedLabelsOptions, type BiasedLabelsTruth, biasedLabels } from "./textbook/biased-labels.js";
export { dependentCensoring, type SurvivalTruth } from "./textbook/dependent-censoring.js";
export { differenceInDifferences, type PanelOptions } from "./textbook/difference-in-differences.js";
export { discordantPairs } from "./textbook/discordant-pairs.js";
export { type InstrumentTruth, instrument } from "./textbook/instrument.js";
export { type InteractiveTruth, interactiveTreatment } from "./textbook/interactive-treatment.js";
export { kangSchafer } from "./textbook/kang-schafer.js";
export { lecture14 } from "./textbook/lecture-14.js";
export { linearTreatment } from "./textbook/linear-treatment.js";
export type { Process, ProcessOptions } from "./textbook/process.js";
export { type MediationTruth, mediation } from "./textbook/mediation.js";
export { type DiscontinuityOptions, regressionDiscontinuity } from "./textbook/regression-discontinuity.js";
export {
  type TumourOptions,
  type TumourPolicy,
  type TumourTruth,
  tumourGrowth,
} from "./textbook/tumour-growth.js";
