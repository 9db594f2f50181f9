import { assertLength } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { ActionValues, Policy, Situations } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { makeFolds } from "../../stats/folds.js";
import { randomStream } from "../../stats/random.js";
import { pickSituations } from "../learning/pick-situations.js";
import { decisionName } from "./decision-name.js";
import { fittedQEvaluation } from "./fitted-q-evaluation.js";
import type { DirectValues } from "./trajectories.js";

export interface DirectOptions {
  readonly discount: number;
  /** Undefined where values follow episodes to their own end. */
  readonly horizon: number | undefined;
  /** Values of actions from elsewhere; without them they are fitted here, out of fold. */
  readonly actionValues?: ActionValues | undefined;
  readonly learner?: Learner | undefined;
  readonly features?: readonly string[] | undefined;
  readonly folds: number;
  readonly seed: number;
}

/** Q of each action at the decisions, and at what was observed last: decisions × actions, and episodes × actions. */
interface Values {
  readonly q: Float64Array;
  readonly last: Float64Array;
}

/** Q and V for a direct or doubly robust estimate. Fitted ones come from other patients than those they are used for. */
export async function directValues(
  log: Episodes,
  policy: Policy,
  target: Float64Array,
  options: DirectOptions,
): Promise<DirectValues & { readonly fitted: boolean }> {
  const { actionValues } = options;
  const fitted = actionValues === undefined;
  const ends = lastSituations(log);
  const { q, last } = actionValues ? given(log, ends, actionValues) : await crossFit(log, policy, options);
  const name = actionValues?.name ?? "fitted Q";
  const atEnds = lastValues(log, policy.probabilities(ends), last, name);
  return { ...decisionValues(log, target, q, name), last: atEnds, fitted };
}

/** What was observed after each episode's last decision. */
function lastSituations({ following, offsets, count }: Episodes): Situations {
  return pickSituations(
    following,
    Int32Array.from({ length: count }, (_, i) => offsets[i + 1]! - 1),
  );
}

function given(log: Episodes, ends: Situations, actionValues: ActionValues): Values {
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
  return { q: of(log.decisions), last: of(ends) };
}

/** Q of what was done and V at each decision; Q of what was done or would be done must be numbers. */
function decisionValues(
  log: Episodes,
  target: Float64Array,
  q: Float64Array,
  name: string,
): Omit<DirectValues, "last"> {
  const { steps, actionCount, actions } = log;
  const [taken, values] = [new Float64Array(steps), new Float64Array(steps)];
  for (let j = 0; j < steps; j++) {
    const from = j * actionCount;
    taken[j] = q[from + actions[j]!]!;
    values[j] = expected(target, q, from, actionCount);
    if (!Number.isFinite(taken[j]! + values[j]!)) refuseUnknown(log, target, q, name, j);
  }
  return { taken, values };
}

/** Σₐ π(a) Q(a) of one row. */
function expected(target: Float64Array, q: Float64Array, from: number, actions: number): number {
  let sum = 0;
  for (let at = from; at < from + actions; at++) if (target[at]! > 0) sum += target[at]! * q[at]!;
  return sum;
}

function refuseUnknown(log: Episodes, target: Float64Array, q: Float64Array, name: string, j: number): never {
  const { actionCount, actions } = log;
  const row = q.subarray(j * actionCount, (j + 1) * actionCount);
  const action = row.findIndex(
    (value, a) => !Number.isFinite(value) && (target[j * actionCount + a]! > 0 || actions[j] === a),
  );
  throw new DataError(
    `${name} is ${row[action]} at ${decisionName(log, j)}, action ${action}; it must be a finite number.`,
  );
}

/** V of what was observed last: 0 after an end, and where nothing more was observed. */
function lastValues(log: Episodes, target: Float64Array, q: Float64Array, name: string): Float64Array {
  const { actionCount, endings, lastObserved, offsets } = log;
  const found = new Float64Array(log.count);
  for (let i = 0; i < found.length; i++) {
    if (endings[i] === "terminated" || lastObserved[i] === 0) continue;
    found[i] = expected(target, q, i * actionCount, actionCount);
    if (Number.isFinite(found[i]!)) continue;
    const where = decisionName(log, offsets[i + 1]! - 1);
    throw new DataError(`${name} gives ${found[i]} to what follows ${where}; it must be a finite number.`);
  }
  return found;
}

async function crossFit(log: Episodes, policy: Policy, options: DirectOptions): Promise<Values> {
  const { actionCount } = log;
  const q = new Float64Array(log.steps * actionCount);
  const last = new Float64Array(log.count * actionCount);
  const { folds, seed, discount, horizon, learner, features } = options;
  const stream = randomStream(seed).split("direct folds");
  const clusters = recode(log.patients);
  const fold = makeFolds(log.count, folds, { clusters, stream });
  for (let k = 0; k < folds; k++) {
    const numbers = [...fold.keys()];
    const inside = numbers.filter((i) => fold[i] === k);
    const held = log.select(inside);
    const fitted = await fittedQEvaluation(log.select(numbers.filter((i) => fold[i] !== k)), policy, {
      ...{ discount, seed: seed + k },
      ...(horizon !== undefined && { horizon }),
      ...(learner && { learner }),
      ...(features && { features }),
    });
    const [now, later] = [fitted.values(held.decisions), fitted.values(lastSituations(held))];
    inside.forEach((i, place) => {
      const from = held.offsets[place]! * actionCount;
      const end = held.offsets[place + 1]! * actionCount;
      q.set(now.subarray(from, end), log.offsets[i]! * actionCount);
      last.set(later.subarray(place * actionCount, (place + 1) * actionCount), i * actionCount);
    });
  }
  return { q, last };
}

/** Patients numbered 0, 1, … without gaps. */
export function recode(patients: Int32Array): Int32Array {
  let most = -1;
  for (const code of patients) most = Math.max(most, code);
  const places = new Int32Array(most + 1).fill(-1);
  let count = 0;
  return patients.map((code) => {
    if (places[code]! < 0) places[code] = count++;
    return places[code]!;
  });
}
