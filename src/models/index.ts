// The learner contract
export {
  type Features,
  type FitOptions,
  type FittedModel,
  isParametric,
  type Learner,
  type ParametricModel,
} from "./learner.js";
