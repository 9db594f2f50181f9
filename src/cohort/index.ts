// A table plus roles
export {
  type ContinuousStudy,
  causalStudy,
  type LevelsStudy,
  type Study,
  type StudyParts,
  type StudyRoles,
} from "./causal-study.js";
export type { ContinuousRole, EventRole, LevelsRole, TreatmentRole } from "./roles.js";
export type { ImputationOptions, MissingRoles } from "./missing-roles.js";
export type { ImputedValues } from "./imputation/complete-study.js";
export type { ExclusionFlow } from "./exclusion-flow.js";
export type { LevelsTableOne, LevelsTableOneRow } from "./levels-table-one.js";
export { type TableOne, type TableOneRow, tableOne } from "./table-one.js";
// Terms and tables
export { type DesignMatrix, designMatrix } from "./design-matrix.js";
export { type ReadOptions, readTable } from "./read-table.js";
export { type CsvOptions, csvSource } from "./sources/csv-source.js";
export { parquetSource, type QueryOptions, querySource } from "./sources/query-source.js";
export type { BrokenRow, ColumnBatch, TableSource } from "./sources/table-source.js";
export type { Table } from "./frame.js";
// Sparse designs
export { bindColumns } from "./sparse/bind-columns.js";
export type { Name } from "./sparse/coder.js";
export type { Rows } from "./sparse/event-batches.js";
export {
  type EventDesign,
  type EventRoles,
  type SparseDesign,
  sparseDesign,
} from "./sparse/sparse-design.js";
export { selectRows } from "./sparse/select-rows.js";
export type { SparseTermDesign } from "./sparse/sparse-terms.js";
// Features in time windows
export type { Aggregate } from "./windows/aggregates.js";
export type { Duration } from "./windows/duration.js";
export type { EventCounts } from "./windows/event-reader.js";
export { type WindowFeatures, windowFeatures } from "./windows/window-features.js";
export type { OutcomeRole, WindowRoles } from "./windows/window-roles.js";
// Training, validation, test
export {
  type ShareSplit,
  type Split,
  type SplitPart,
  splitTable,
  type TimeSplit,
} from "./splits/split-table.js";
// Missing values
export { type ImputeOptions, type Imputed, impute } from "./imputation/impute.js";
// Logged care and policies
export { type Ending, type EpisodeRoles, type Episodes, episodes } from "./episodes.js";
export type { SplitOptions } from "./log/split.js";
export {
  type FromD3rlpyOptions,
  fromD3rlpy,
  type MdpDataset,
  type MdpDatasetOfLog,
  toD3rlpy,
} from "./log/d3rlpy.js";
export { episodesTable } from "./log/episodes-table.js";
export {
  type FromMinariOptions,
  fromMinari,
  type MinariDataset,
  type MinariEpisode,
  toMinari,
} from "./log/minari.js";
export { readMinari } from "./log/read-minari.js";
export {
  type ActionValues,
  type LearnedFrom,
  type Policy,
  type Situations,
  type StateMap,
  situation,
} from "./policy.js";
export type { Environment, ResetOptions, Space, StepResult } from "./environment.js";
