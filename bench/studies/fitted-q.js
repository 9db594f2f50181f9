// How close to the exact optimum does fitted Q iteration come, and with how much data? The fully observed sepsis simulator
// (1,440 states, 8 actions, corrected version), discount 0.99, exact values of the learned policies, defaults elsewhere:
// node bench/studies/fitted-q.js [SEEDS]
import { extraTrees } from "txlab/models";
import {
  fittedQIteration,
  liftPolicy,
  planFromLog,
  policyValue,
  rollout,
  sepsisModel,
  sepsisView,
  soften,
  uniformPolicy,
  valueIteration,
} from "txlab/rl";

const seeds = Number(process.argv[2] ?? 10);
const model = sepsisModel();
const view = sepsisView();
const optimum = valueIteration(model, { discount: 0.99 });
const lost = (policy) =>
  optimum.value - policyValue(model, liftPolicy(policy, view), { discount: 0.99 }).value;
const living = model.terminal.reduce((sum, ended) => sum + 1 - ended, 0);
const anywhere = { ...model, start: Float64Array.from(model.terminal, (ended) => (1 - ended) / living) };
const halfBest = soften(optimum.policy, 0.5);

const logs = [
  {
    name: "half optimal, from the start",
    from: model,
    behavior: halfBest,
    horizon: 20,
    sizes: [20_000, 60_000, 200_000],
  },
  {
    ...{
      name: "random, single decisions from any state",
      from: anywhere,
      behavior: uniformPolicy(8),
      horizon: 1,
    },
    sizes: [500_000, 1_000_000, 2_000_000],
  },
];
const learners = {
  "fitted Q, state means": (log) => fittedQIteration(log),
  "fitted Q, state means, nothing masked": (log) => fittedQIteration(log, { atLeast: 1, rarest: 1e-9 }),
  "fitted Q, 10 extra trees on the 8 variables": (log) =>
    fittedQIteration(log, { learner: extraTrees({ trees: 10 }) }),
  "plan, actions seen 30 times": (log) => planFromLog(log, { atLeast: 30 }),
};

console.log(
  `optimum ${optimum.value.toFixed(4)}\n\n| log | episodes | decisions | learner | within 0.02 of the optimum | mean loss | largest | CPU |\n|---|---|---|---|---|---|---|---|`,
);
for (const { name, from, behavior, horizon, sizes } of logs) {
  for (const episodes of sizes) {
    const losses = Object.fromEntries(Object.keys(learners).map((each) => [each, []]));
    const cpu = Object.fromEntries(Object.keys(learners).map((each) => [each, 0]));
    let decisions = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const log = await rollout(from, behavior, { episodes, horizon, view, seed });
      decisions += log.steps / seeds;
      for (const [each, learn] of Object.entries(learners)) {
        const start = process.cpuUsage();
        const policy = await learn(log);
        const used = process.cpuUsage(start);
        cpu[each] += (used.user + used.system) / 1e6 / seeds;
        losses[each].push(lost(policy));
      }
    }
    for (const [each, list] of Object.entries(losses)) {
      const close = list.filter((loss) => loss <= 0.02).length;
      const mean = list.reduce((sum, loss) => sum + loss, 0) / seeds;
      const size = [episodes, decisions].map((n) => Math.round(n).toLocaleString("en-US")).join(" | ");
      console.log(
        `| ${name} | ${size} | ${each} | ${close} of ${seeds} | ${mean.toFixed(3)} | ${Math.max(...list).toFixed(3)} | ${cpu[each].toFixed(1)} s |`,
      );
    }
  }
}
