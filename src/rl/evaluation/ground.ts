import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { type BehaviorProbabilities, behaviorProbabilities } from "./behavior-probabilities.js";
import { drawnPatients } from "./bootstrap/patient-bootstrap.js";
import type { Drawn } from "./bootstrap/plans.js";
import { directValues, recode } from "./direct-values.js";
import { type EstimatorName, estimatorKinds } from "./estimators.js";
import type { OpeSettings } from "./ope-options.js";
import { targetProbabilities } from "./ope-options.js";
import { type Coverage, coverage, type WeightSpread, weightSpread } from "./support.js";
import { type RewardRange, rewardRange } from "./support-warnings.js";
import { type DirectValues, type TrajectorySums, trajectorySums } from "./trajectories.js";

/** What the estimators of one policy share: probabilities, values of actions, and sums over episodes, each made once. */
export interface Ground {
  readonly log: Episodes;
  readonly policy: Policy;
  readonly settings: OpeSettings;
  readonly target: Float64Array;
  readonly behavior: BehaviorProbabilities | undefined;
  readonly drawn: Drawn;
  /** Patient of each episode, as other estimates from this log number them. */
  readonly clusters: Int32Array;
  readonly coverage: Coverage;
  readonly rewardRange: RewardRange;
  /** Sums with the values of actions that the estimator uses. */
  sums(estimator: EstimatorName): TrajectorySums;
  /** How weights spread, looked at once for all estimators that have them. */
  spread(weights: Float64Array): WeightSpread;
  /** Whether those values were fitted here. */
  fitted(estimator: EstimatorName): boolean;
}

type Values = DirectValues & { readonly fitted: boolean };

/** Given values of actions serve every direct estimator but FQE, which is what is fitted here. */
const usesGiven = (estimator: EstimatorName, { actionValues }: OpeSettings): boolean =>
  actionValues !== undefined && estimator !== "fqe";

export async function layGround(
  log: Episodes,
  policy: Policy,
  estimators: readonly EstimatorName[],
  settings: OpeSettings,
): Promise<Ground> {
  const target = targetProbabilities(log, policy);
  const weighted = estimators.some((name) => estimatorKinds[name].weighted);
  const behavior = weighted ? behaviorProbabilities(log, settings.behavior) : undefined;
  const direct = estimators.filter((name) => estimatorKinds[name].direct);
  const { discount, horizon, whole, folds, seed, learner, features, actionValues } = settings;
  const valuesOf = async (given: boolean): Promise<Values | undefined> =>
    direct.some((name) => usesGiven(name, settings) === given)
      ? directValues(log, policy, target, {
          ...{ discount, horizon: whole ? undefined : horizon, folds, seed, learner, features },
          actionValues: given ? actionValues : undefined,
        })
      : undefined;
  const values = { given: await valuesOf(true), fitted: await valuesOf(false) };
  const taken = behavior?.taken ?? new Float64Array(log.steps).fill(1);
  const sumsOf = (chosen: Values | undefined): TrajectorySums =>
    trajectorySums({
      ...{ log, target, discount, horizon, direct: chosen, behavior: taken },
      ...{ normalise: settings.normalise, switchAt: settings.switchAt },
    });
  const byValues = onceEach(sumsOf);
  const sums = (estimator: EstimatorName): TrajectorySums => {
    const own = usesGiven(estimator, settings) ? values.given : values.fitted;
    return byValues(estimatorKinds[estimator].direct ? own : (values.given ?? values.fitted));
  };
  return {
    ...{
      log,
      policy,
      settings,
      target,
      behavior,
      drawn: drawnPatients(log),
      clusters: recode(log.patients),
      sums,
    },
    ...{ coverage: coverage(log, target, behavior?.all), rewardRange: rewardRange(log) },
    spread: onceEach(weightSpread),
    fitted: (estimator) => estimatorKinds[estimator].direct && !usesGiven(estimator, settings),
  };
}

/** The function, called once for each of the things that it is asked for. */
export function onceEach<Key, Found>(find: (key: Key) => Found): (key: Key) => Found {
  const known = new Map<Key, Found>();
  return (key) => {
    const found = known.get(key) ?? find(key);
    known.set(key, found);
    return found;
  };
}
