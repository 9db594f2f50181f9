// The appendix of Oberst & Sontag (2019), "Counterfactual off-policy evaluation with Gumbel-max structural causal models":
// 100 times, learn a policy from 1,000 patients of the simulator with glucose and diabetes hidden, and estimate its value by
// weighted importance sampling and by the model. node bench/studies/oberst-sontag.js [RUNS]
import { fileURLToPath } from "node:url";
import {
  decodeSepsis,
  liftPolicy,
  ope,
  policyIteration,
  policyValue,
  rollout,
  sepsisModel,
  sepsisReward,
  sepsisView,
  soften,
  tabularModel,
  tabularPolicy,
} from "txlab/rl";

const version = "icml2019";
const model = sepsisModel({ version });
const continuing = sepsisModel({ version, terminating: false });
const physician = soften(policyIteration(continuing, { discount: 0.99 }).policy, 0.05);
const [whole, coarse] = [sepsisView({ hide: ["diabetic"] }), sepsisView({ hide: ["diabetic", "glucose"] })];
const [states, actions, dead, home] = [144, 8, 144, 145];
const project = Int32Array.from({ length: 720 }, (_, s) => coarse.states[s]);

/**
 * The authors' decision process of the record: death and discharge are states of 720, which share projected states with
 * the living; from each that the record reached, one count per action leads to an absorbing end, which earns the reward.
 * What was never counted is death.
 */
export function recordedModel(log) {
  const counts = Array.from({ length: states * actions }, () => new Map());
  const add = (state, action, next) => {
    const row = counts[state * actions + action];
    row.set(next, (row.get(next) ?? 0) + 1);
  };
  const ends = new Set();
  for (let i = 0; i < log.count; i++) {
    for (let j = log.offsets[i]; j < log.offsets[i + 1]; j++) {
      const next = log.states[j + i + 1];
      add(project[log.states[j + i]], log.actions[j], project[next]);
      if (log.rewards[j] !== 0) ends.add(next);
    }
  }
  for (const end of ends) {
    const absorbing = sepsisReward(decodeSepsis(end)) < 0 ? dead : home;
    for (let a = 0; a < actions; a++) add(project[end], a, absorbing);
  }
  const behavior = new Float64Array(states * actions);
  const transitions = [];
  counts.forEach((row, pair) => {
    const [state, action] = [Math.floor(pair / actions), pair % actions];
    const total = [...row.values()].reduce((sum, count) => sum + count, 0);
    behavior[pair] = total;
    const rewardOf = (next) => (next === dead ? -1 : next === home ? 1 : 0);
    if (total === 0) transitions.push({ state, action, next: dead, probability: 1, reward: -1 });
    for (const [next, count] of row) {
      transitions.push({ state, action, next, probability: count / total, reward: rewardOf(next) });
    }
  });
  for (let from = 0; from < behavior.length; from += actions) {
    const row = behavior.subarray(from, from + actions);
    const total = row.reduce((sum, count) => sum + count, 0);
    if (total > 0) for (let a = 0; a < actions; a++) row[a] /= total;
  }
  const start = new Float64Array(states + 2);
  for (let i = 0; i < log.count; i++) start[project[log.states[log.offsets[i] + i]]] += 1 / log.count;
  const found = tabularModel({
    name: "the record",
    ...{ states: states + 2, actions, transitions, terminal: [dead, home], start },
  });
  return { found, behavior };
}

export async function repeatOnce(seed) {
  const log = await rollout(model, physician, { episodes: 1000, view: whole, seed });
  const { found, behavior } = recordedModel(log);
  const planned = policyIteration(found, { discount: 0.99 }).policy;
  const policy = tabularPolicy({
    name: "RL",
    ...{ stateCount: states, actionCount: actions, table: planned.table.slice(0, states * actions) },
  });
  const weighted = async (episodes, frequencies) => {
    const carers = tabularPolicy({
      name: "record",
      stateCount: states,
      actionCount: actions,
      table: frequencies,
    });
    const seen = episodes.withStates(
      episodes.states.map((s) => project[s]),
      states,
    );
    const options = { estimator: "wis", behavior: carers, discount: 1, horizon: 20, replicates: 50 };
    try {
      return await ope(seen, policy, options);
    } catch (error) {
      if (error.name === "PositivityError") return undefined; // no episode follows the policy
      throw error;
    }
  };
  const train = await weighted(log, behavior);
  const others = await rollout(model, physician, { episodes: 1000, view: whole, seed: seed + 1_000_000 });
  const fresh = await weighted(others, recordedModel(others).behavior);
  return {
    "observed care": log.rewards.reduce((sum, r) => sum + r, 0) / log.count,
    "RL policy, exact": policyValue(model, liftPolicy(policy, coarse), { discount: 1, horizon: 20 }).value,
    "WIS, same patients": train?.value,
    "WIS, held out": fresh?.value,
    model: policyValue(found, planned, { discount: 1, horizon: 20 }).value,
    "effective sample": train?.support.effectiveSize,
    "matching episodes": train?.support.matching,
    "do not use": train ? Number(train.warnings.some(({ code }) => code === "do-not-use")) : 1,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = [];
  for (let seed = 1; seed <= Number(process.argv[2] ?? 100); seed++) rows.push(await repeatOnce(seed));
  console.log("| quantity | mean | 2.5 to 97.5% | runs |\n|---|---|---|---|");
  for (const name of Object.keys(rows[0])) {
    const values = rows.map((row) => row[name]).filter((x) => x !== undefined);
    values.sort((a, b) => a - b);
    const at = (q) => values[Math.round(q * (values.length - 1))].toFixed(4);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    console.log(`| ${name} | ${mean.toFixed(4)} | ${at(0.025)} to ${at(0.975)} | ${values.length} |`);
  }
}
