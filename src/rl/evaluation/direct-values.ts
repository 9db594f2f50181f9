import { assertLength } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { ActionValues, Policy, Situations } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { makeFolds } from "../../stats/folds.js";
import { randomStream } from "../../stats/random.js";
import { fittedQEvaluation } from "./fitted-q-evaluation.js";
import { type DirectValues, expected } from "./trajectories.js";

export interface DirectOptions {
  readonly discount: number;
  readonly horizon: number;
  /** Values of actions from elsewhere; without them they are fitted here, out of fold. */
  readonly actionValues?: ActionValues | undefined;
  readonly learner?: Learner | undefined;
  readonly features?: readonly string[] | undefined;
  readonly folds: number;
  readonly seed: number;
}

/** Decisions × actions: Q of each action at the decisions and at what followed them. */
interface Values {
  readonly q: Float64Array;
  readonly next: Float64Array;
}

/** Q and V for a direct or doubly robust estimate. Fitted ones come from other patients than those they are used for. */
export async function directValues(
  log: Episodes,
  policy: Policy,
  target: Float64Array,
  options: DirectOptions,
): Promise<DirectValues & { readonly fitted: boolean }> {
  const following = policy.probabilities(log.following);
  const { actionValues } = options;
  const fitted = actionValues === undefined;
  const { q, next } = actionValues ? given(log, actionValues) : await crossFit(log, policy, options);
  const values = { q, following: followingValues(log, following, next), fitted };
  refuseUnknown(log, target, values, actionValues?.name ?? "fitted Q");
  return values;
}

function given(log: Episodes, actionValues: ActionValues): Values {
  const { name, actionCount } = actionValues;
  if (actionCount !== log.actionCount) {
    throw new ArgumentError(
      `actionValues (${name}) has ${actionCount} actions; the episodes have ${log.actionCount}.`,
    );
  }
  const of = (situations: Situations): Float64Array => {
    const values = actionValues.values(situations);
    assertLength(values, situations.rows * actionCount, `the values of actionValues (${name})`);
    return values;
  };
  return { q: of(log.decisions), next: of(log.following) };
}

/** Q of what was done or would be done, and V of what follows, must be numbers. */
function refuseUnknown(
  log: Episodes,
  target: Float64Array,
  { q, following }: DirectValues,
  name: string,
): void {
  const { actionCount, offsets } = log;
  for (let i = 0; i < log.count; i++) {
    for (let j = offsets[i]!; j < offsets[i + 1]!; j++) {
      const where = (): string => `patient ${log.patientIds[log.patients[i]!]}, step ${j - offsets[i]!}`;
      for (let a = 0; a < actionCount; a++) {
        const at = j * actionCount + a;
        if (Number.isFinite(q[at]!) || (target[at] === 0 && log.actions[j] !== a)) continue;
        throw new DataError(`${name} is ${q[at]} at ${where()}, action ${a}; it must be a finite number.`);
      }
      if (Number.isFinite(following[j]!)) continue;
      throw new DataError(
        `${name} gives ${following[j]} to what follows ${where()}; it must be a finite number.`,
      );
    }
  }
}

/** V(what followed) under the policy: 0 after an end, and where nothing more was observed. */
function followingValues(log: Episodes, target: Float64Array, q: Float64Array): Float64Array {
  const { actionCount } = log;
  const v = new Float64Array(log.steps);
  for (let j = 0; j < v.length; j++) v[j] = expected(target, q, j * actionCount, actionCount);
  for (let i = 0; i < log.count; i++) {
    if (log.endings[i] === "terminated" || log.lastObserved[i] === 0) v[log.offsets[i + 1]! - 1] = 0;
  }
  return v;
}

async function crossFit(log: Episodes, policy: Policy, options: DirectOptions): Promise<Values> {
  const size = log.steps * log.actionCount;
  const [q, next] = [new Float64Array(size), new Float64Array(size)];
  const { folds, seed, discount, horizon, learner, features } = options;
  const stream = randomStream(seed).split("direct folds");
  const clusters = recode(log.patients);
  const fold = makeFolds(log.count, folds, { clusters, stream });
  for (let k = 0; k < folds; k++) {
    const numbers = [...fold.keys()];
    const inside = numbers.filter((i) => fold[i] === k);
    const held = log.select(inside);
    const fitted = await fittedQEvaluation(log.select(numbers.filter((i) => fold[i] !== k)), policy, {
      ...{ discount, horizon, seed: seed + k },
      ...(learner && { learner }),
      ...(features && { features }),
    });
    const [now, later] = [fitted.values(held.decisions), fitted.values(held.following)];
    inside.forEach((i, place) => {
      const to = log.offsets[i]! * log.actionCount;
      const from = held.offsets[place]! * log.actionCount;
      const end = held.offsets[place + 1]! * log.actionCount;
      q.set(now.subarray(from, end), to);
      next.set(later.subarray(from, end), to);
    });
  }
  return { q, next };
}

/** Patients numbered 0, 1, … without gaps. */
export function recode(patients: Int32Array): Int32Array {
  const position = new Map<number, number>();
  return patients.map((code) => {
    const known = position.get(code) ?? position.size;
    position.set(code, known);
    return known;
  });
}
