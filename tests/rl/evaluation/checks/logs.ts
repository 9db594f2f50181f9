import { table } from "arquero";
import { type Episodes, episodes, type Policy } from "txlab/cohort";
import { constantPolicy, type OpeOptions, ope, rollout, sepsisModel, soften, valueIteration } from "txlab/rl";

export const model = sepsisModel();
const best = valueIteration(model, { discount: 0.99 }).policy;
const carers = soften(best, 0.15);

/** Sure of one action in every state. */
export const hard: Policy = best;
/** Close to what carers do. */
export const near: Policy = soften(best, 0.1);
export const log: Episodes = await rollout(model, carers, { episodes: 1500, seed: 1 });
export const carersPolicy: typeof carers = carers;

export async function codes(of: Episodes, policy: Policy, options: OpeOptions = {}): Promise<string[]> {
  return (await ope(of, policy, options)).warnings.map(({ code }) => code);
}

/** One decision for each of n patients; action 1 brings 1, action 0 nothing; the log's own probabilities are given. */
export function bandit(n: number, probability: number, extra: object = {}, roles: object = {}): Episodes {
  const ids = Array.from({ length: n }, (_, i) => i);
  const action = ids.map((i) => (i % 100 < 100 * probability ? 1 : 0));
  return episodes(
    table({
      ...{ id: ids, t: ids.map(() => 0), s: ids.map(() => 0), a: action, r: action },
      ...{ end: ids.map(() => 1), p: action.map((a) => (a ? probability : 1 - probability)), ...extra },
    }),
    {
      ...{ id: "id", time: "t", state: "s", action: "a", reward: "r", terminated: "end" },
      ...{ behaviorProbability: "p", ...roles },
    },
  );
}

export function tilt(p: number): Policy {
  return constantPolicy("tilt", [1 - p, p]);
}
