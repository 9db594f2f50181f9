import { patientBootstrap } from "./bootstrap/patient-bootstrap.js";
import type { Plan } from "./bootstrap/plans.js";
import { ratioPlan } from "./bootstrap/ratio-plan.js";
import type { EstimatorName } from "./estimators.js";
import { type Ground, onceEach } from "./ground.js";
import { type Blend, magicBlend } from "./magic.js";
import { marginalEstimate } from "./marginal.js";
import { columnTotals, ratioInfluence, ratioTerms, ratioValue, type Term } from "./ratio-estimators.js";
import type { TrajectorySums } from "./trajectories.js";

/** An estimate before it is presented. */
export interface Fit {
  readonly estimator: EstimatorName;
  /** NaN where no episode follows the policy. */
  readonly value: number;
  readonly influence: Float64Array;
  readonly weights: Float64Array;
  readonly sums: TrajectorySums;
  /** Of an estimator that is made of ratios of sums. */
  readonly terms: readonly Term[] | undefined;
  readonly plan: Plan | undefined;
  readonly blend: Blend | undefined;
  /** Values in bootstrap samples of the patients, NaN where there is none; one draw serves all estimators. */
  readonly replicates: Float64Array | undefined;
}

/** Values and influence values of the estimators, and their bootstrap replicates where intervals need them. */
export async function fitEstimators(ground: Ground, estimators: readonly EstimatorName[]): Promise<Fit[]> {
  const fits: Fit[] = [];
  const totalsOf = onceEach(columnTotals);
  for (const estimator of estimators) {
    fits.push(estimator === "mis" ? fitMarginal(ground) : await fitRatios(ground, estimator, totalsOf));
  }
  return ground.settings.interval === "bootstrap" ? withReplicates(ground, fits) : fits;
}

function fitMarginal({ log, target, behavior, settings, sums }: Ground): Fit {
  const { discount, horizon } = settings;
  const found = marginalEstimate({ log, target, behavior: behavior!.taken, discount, horizon });
  const followed = found.weights.some((weight) => weight > 0);
  return {
    ...{ estimator: "mis", ...found, value: followed ? found.value : Number.NaN, sums: sums("mis") },
    ...{ terms: undefined, blend: undefined, replicates: undefined },
  };
}

async function fitRatios(
  ground: Ground,
  estimator: Exclude<EstimatorName, "mis">,
  totalsOf: (sums: TrajectorySums) => Float64Array,
): Promise<Fit> {
  const { settings, drawn } = ground;
  const sums = ground.sums(estimator);
  const { discount } = settings;
  const blend = estimator === "magic" ? await magicBlend(sums, drawn, settings) : undefined;
  const name = estimator === "fqe" ? "dm" : estimator;
  const terms = name === "magic" ? blend!.terms : ratioTerms[name](sums.horizon, discount);
  const totals = totalsOf(sums);
  return {
    ...{ estimator, sums, terms, blend, weights: sums.weights, plan: undefined, replicates: undefined },
    value: ratioValue(terms, totals),
    influence: ratioInfluence(terms, totals, sums),
  };
}

/** Ratios of the same sums share one plan. */
async function withReplicates({ drawn, settings }: Ground, fits: readonly Fit[]): Promise<Fit[]> {
  const plans: Plan[] = [];
  const places = new Map<Fit, { plan: number; at: number }>();
  for (const sums of new Set(fits.map((fit) => fit.sums))) {
    const own = fits.filter((fit) => fit.sums === sums && fit.terms);
    if (own.length === 0) continue;
    own.forEach((fit, at) => {
      places.set(fit, { plan: plans.length, at });
    });
    plans.push(
      ratioPlan(
        own.map(({ terms }) => terms!),
        sums,
        drawn,
      ),
    );
  }
  for (const fit of fits) {
    if (!fit.plan) continue;
    places.set(fit, { plan: plans.length, at: 0 });
    plans.push(fit.plan);
  }
  const values = await patientBootstrap(plans, drawn, settings);
  return fits.map((fit) => {
    const { plan, at } = places.get(fit)!;
    const { width } = plans[plan]!;
    const replicates = Float64Array.from(
      { length: settings.replicates },
      (_, b) => values[plan]![b * width + at]!,
    );
    return { ...fit, replicates };
  });
}
