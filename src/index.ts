// txlab: the entry point. The wings have entry points of their own: txlab/causal, txlab/rl, txlab/fairness.
export { CheckError, type Checked, check, near } from "./check.js";
export { readTable } from "./cohort/read-table.js";
export { dataPath } from "./data-path.js";
export {
  ArgumentError,
  ConvergenceError,
  DataError,
  InterruptedError,
  PositivityError,
  RankError,
} from "./errors.js";
