// txlab: the entry point. The wings have entry points of their own: txlab/causal, txlab/rl, txlab/fairness.

export { readTable } from "./cohort/read-table.js";
export {
  ArgumentError,
  ConvergenceError,
  DataError,
  InterruptedError,
  PositivityError,
  RankError,
} from "./errors.js";
export { CheckError, type Checked, check, near } from "./notebook/check.js";
export { dataPath } from "./notebook/data-path.js";
export { html, type Markup, markdown } from "./notebook/markup.js";
export { progress } from "./notebook/progress.js";
export { show } from "./notebook/show.js";
