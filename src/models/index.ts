// The learner contract

// Fits larger than memory
export type { RowBatch, RowStream } from "./checked-stream.js";
export { fitStream, type StreamedModel, type StreamFitOptions } from "./fit-stream.js";
export {
  type ClassifierModel,
  type Features,
  type FitOptions,
  type FittedModel,
  isClassifier,
  type HeldOutFits,
  type HeldOutRows,
  isParametric,
  type Learner,
  type ParametricModel,
  type SparseFeatures,
  type SparseLearner,
  type SparseModel,
} from "./learner.js";
// Parametric learners, unpenalized
export { type LinearLearner, type LinearModel, linear } from "./linear.js";
export { type LogisticLearner, type LogisticModel, logistic } from "./logistic.js";
export {
  type MultinomialLearner,
  type MultinomialModel,
  type MultinomialOptions,
  multinomial,
} from "./multinomial.js";
export {
  type NegativeBinomialLearner,
  type NegativeBinomialModel,
  negativeBinomial,
} from "./negative-binomial.js";
export { type CountOptions, type PoissonLearner, type PoissonModel, poisson } from "./poisson.js";
export { type ProbitLearner, type ProbitModel, probit } from "./probit.js";
export {
  type QuantileLearner,
  type QuantileModel,
  type QuantileOptions,
  quantileRegression,
} from "./quantile-regression.js";

// Penalized regressions
export {
  type ElasticNetOptions,
  elasticNet,
  type PenalizedLearner,
  type PenalizedOptions,
} from "./elastic-net.js";
export { lasso } from "./lasso.js";
export type { CrossValidation } from "./penalized/cross-validate-lambda.js";
export type { PenalizedModel } from "./penalized/penalized-model.js";
export type { PenalizedFamily, PenalizedPath } from "./penalized/penalized-path.js";
export { ridge } from "./ridge.js";

// Trees
export type { BoostingModel } from "./boosting/boosting-model.js";
export type { LossName } from "./boosting/losses.js";
export { type DecisionTreeLearner, type DecisionTreeOptions, decisionTree } from "./decision-tree.js";
export { type ExtraTreesLearner, type ExtraTreesOptions, extraTrees } from "./extra-trees.js";
export {
  type GradientBoostingLearner,
  type GradientBoostingOptions,
  gradientBoosting,
} from "./gradient-boosting.js";
export { type RandomForestLearner, type RandomForestOptions, randomForest } from "./random-forest.js";
export type { FeaturesPerSplit } from "./tree-options.js";
export type { DecisionTreeModel } from "./trees/decision-tree-model.js";
export type { ForestModel, OutOfBag } from "./trees/forest-model.js";

// Neighbours
export {
  type NeighborsLearner,
  type NeighborsModel,
  type NeighborsOptions,
  nearestNeighbors,
} from "./nearest-neighbors.js";

// Networks
export {
  type MultilayerPerceptronLearner,
  type MultilayerPerceptronOptions,
  multilayerPerceptron,
} from "./multilayer-perceptron.js";
export type { NetworkModel } from "./network/network-model.js";

// Choosing and combining
export { type FoldChoice, outOfFold } from "./out-of-fold.js";
export { select } from "./select.js";
export type { StackedModel } from "./stacking/stacked-model.js";
export { type StackedLearner, type StackingOptions, superLearner } from "./super-learner.js";

// Calibrating
export {
  type CalibratedLearner,
  type CalibratedModel,
  type CalibrateOptions,
  calibrate,
} from "./calibrate.js";
export { type IsotonicLearner, type IsotonicModel, type IsotonicOptions, isotonic } from "./isotonic.js";
export { type PlattLearner, type PlattModel, platt } from "./platt.js";

// Models from files
export { modelFromJson } from "./model-from-json.js";
