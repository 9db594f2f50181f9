// Do off-policy intervals hold what policies are worth on the synthetic ICU log, where their diagnostics call them usable?
// The truth is that of the generator, which lives each policy: node bench/studies/icu-policies.js [SEEDS] [FIRST SEED] [PATIENTS]
import { sepsisEpisodes, simulateIcu } from "txlab/data-synth";
import { extraTrees } from "txlab/models";
import { behaviorPolicy, clusterStates, evaluatePolicies, fittedQIteration } from "txlab/rl";

const [seeds = 20, first = 101, patients = 3000] = process.argv.slice(2).map(Number);
const cells = new Map();

/** `share` of the decisions as `other` would, the rest as `own`. */
const mixed = (own, other, share) => ({
  name: "mixed",
  actionCount: own.actionCount,
  probabilities: (situations) => {
    const second = other.probabilities(situations);
    return own.probabilities(situations).map((p, i) => (1 - share) * p + share * second[i]);
  },
});

for (let seed = first; seed < first + seeds; seed++) {
  const { cohort, truth } = await simulateIcu({ patients, scenario: "vasopressor-timing", seed });
  const { learn, test } = sepsisEpisodes(cohort, { step: "4h" }).split({ learn: 0.5, test: 0.5 });
  const states = await clusterStates(learn, { clusters: 60 });
  const carers = await behaviorPolicy(learn);
  const learner = extraTrees({ trees: 20, minLeaf: 20 });
  const fqi = await fittedQIteration(learn, { learner, behavior: carers, iterations: 30 });
  const candidates = { carers, "fqi 10%": mixed(carers, fqi, 0.1), fqi };
  const found = await evaluatePolicies(candidates, states.assign(test), {
    ...{ behavior: carers, estimators: ["wdr", "fqe"], replicates: 200, seed },
  });
  const lived = Object.entries(candidates).map(([name, later]) => [name, { later, until: 72 }]);
  const policies = { clinician: {}, ...Object.fromEntries(lived) };
  for (const { policy, value } of await truth.policyValues({ policies, among: "sepsis", patients: 1200 })) {
    const [wdr, fqe] = ["wdr", "fqe"].map((estimator) => found.get(policy, estimator));
    const key = `| ${policy} | ${wdr.support.verdict} |`;
    const cell = cells.get(key) ?? { seeds: 0, held: [0, 0], bias: [0, 0], squares: 0 };
    cells.set(key, cell);
    cell.seeds++;
    cell.squares += (wdr.value - value) ** 2;
    [wdr, fqe].forEach((each, k) => {
      const { low, high } = each.interval();
      cell.held[k] += Number(low <= value && value <= high);
      cell.bias[k] += each.value - value;
    });
  }
}

console.log(
  "| policy | verdict | seeds | WDR holds | bias | RMSE | FQE holds | bias |\n|---|---|---|---|---|---|---|---|",
);
for (const [key, { seeds: n, held, bias, squares }] of [...cells].sort()) {
  const wdr = `${held[0]} | ${(bias[0] / n).toFixed(3)} | ${Math.sqrt(squares / n).toFixed(3)}`;
  console.log(`${key} ${n} | ${wdr} | ${held[1]} | ${(bias[1] / n).toFixed(3)} |`);
}
