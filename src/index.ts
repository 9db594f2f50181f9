// txlab: the entry point. The wings have entry points of their own: txlab/causal, txlab/rl, txlab/fairness.
export {
  ArgumentError,
  ConvergenceError,
  DataError,
  InterruptedError,
  PositivityError,
  RankError,
} from "./errors.js";
