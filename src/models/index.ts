// The learner contract
export {
  type Features,
  type FitOptions,
  type FittedModel,
  isParametric,
  type Learner,
  type ParametricModel,
} from "./learner.js";
// Parametric learners, unpenalized
export { type LinearModel, linear } from "./linear.js";
export { type LogisticModel, logistic } from "./logistic.js";
