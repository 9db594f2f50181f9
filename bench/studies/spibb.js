// How often is a policy learned from 1,000 patients worse than the care that it learned from? Exact values on the fully
// observed sepsis simulator (1,440 states, corrected version), no sampling in the evaluation:
// node bench/studies/spibb.js [SEEDS] [FIRST SEED]
import {
  behaviorCloning,
  planFromLog,
  policyIteration,
  policyValue,
  rollout,
  sepsisModel,
  sepsisView,
  soften,
  spibb,
} from "txlab/rl";

const seeds = Number(process.argv[2] ?? 100);
const first = Number(process.argv[3] ?? 1);
const patients = 1000;
const margin = 0.01;
const model = sepsisModel();
const worth = (policy) => policyValue(model, policy, { discount: 1, horizon: 20 }).value;
const physician = policyIteration(sepsisModel({ terminating: false }), { discount: 0.99 }).policy;

const learners = {
  "SPIBB, at least 5": (log, behavior) => spibb(log, { atLeast: 5, baseline: behavior }),
  "SPIBB, at least 10": (log, behavior) => spibb(log, { atLeast: 10, baseline: behavior }),
  "SPIBB, at least 20": (log, behavior) => spibb(log, { atLeast: 20, baseline: behavior }),
  "SPIBB, at least 20, behaviour estimated": (log) => spibb(log, { atLeast: 20 }),
  "SPIBB, at least 20, rare actions at most": (log, behavior) =>
    spibb(log, { atLeast: 20, rare: "atMost", baseline: behavior }),
  "SPIBB, at least 20, rare actions at most, behaviour estimated": (log) =>
    spibb(log, { atLeast: 20, rare: "atMost" }),
  "plan, unseen actions masked": (log) => planFromLog(log),
  "plan, unseen actions worth 0": (log) => planFromLog(log, { unseen: 0 }),
  "plan, actions seen 5 times": (log) => planFromLog(log, { atLeast: 5 }),
  cloning: (log) => behaviorCloning(log),
};

console.log(
  `| behaviour (exact value) | learner | at least behaviour − ${margin} | mean gain | worst | best |\n|---|---|---|---|---|---|`,
);
for (const epsilon of [0.05, 0.15, 0.3]) {
  const behavior = soften(physician, epsilon);
  const value = worth(behavior);
  const gains = Object.fromEntries(Object.keys(learners).map((name) => [name, []]));
  for (let seed = first; seed < first + seeds; seed++) {
    const log = await rollout(model, behavior, { episodes: patients, view: sepsisView(), seed });
    for (const [name, learn] of Object.entries(learners)) {
      gains[name].push(worth(await learn(log, behavior)) - value);
    }
  }
  for (const [name, list] of Object.entries(gains)) {
    const safe = list.filter((gain) => gain >= -margin).length;
    const mean = list.reduce((sum, gain) => sum + gain, 0) / list.length;
    const numbers = [mean, Math.min(...list), Math.max(...list)].map((gain) => signed(gain));
    console.log(
      `| ε = ${epsilon} (${value.toFixed(4)}) | ${name} | ${safe} of ${seeds} | ${numbers.join(" | ")} |`,
    );
  }
}

function signed(gain) {
  const shown = Math.abs(gain).toFixed(3);
  return `${gain < 0 && shown !== "0.000" ? "−" : "+"}${shown}`;
}
