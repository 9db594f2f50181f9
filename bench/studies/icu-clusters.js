// What policies learned in clusters are worth on the synthetic ICU log, by how many decisions there are for each cluster.
// The truth is that of the generator, which lives each policy: node bench/studies/icu-clusters.js [SEEDS] [FIRST SEED] [PATIENTS]
import { sepsisEpisodes, simulateIcu } from "txlab/data-synth";
import { behaviorCloning, clusterStates, planFromLog, spibb } from "txlab/rl";

const [seeds = 6, first = 201, patients = 2500] = process.argv.slice(2).map(Number);
const learners = {
  cloned: behaviorCloning,
  spibb,
  "spibb, at most": (log, options) => spibb(log, { ...options, rare: "atMost" }),
  plan: planFromLog,
};
const densities = [400, 200, 100, 50, 25];
const gains = new Map();

for (let seed = first; seed < first + seeds; seed++) {
  const { cohort, truth } = await simulateIcu({ patients, scenario: "vasopressor-timing", seed });
  const { learn } = sepsisEpisodes(cohort, { step: "4h" }).split({ learn: 0.5, test: 0.5 });
  const policies = { clinician: {} };
  for (const density of densities) {
    const states = await clusterStates(learn, { clusters: Math.floor(learn.steps / density) });
    for (const [name, learner] of Object.entries(learners)) {
      policies[`${density} ${name}`] = { later: await learner(learn, { states }), until: 72 };
    }
  }
  const values = await truth.policyValues({ policies, among: "sepsis", patients: 1000 });
  for (const { policy, difference } of values) {
    gains.set(policy, [...(gains.get(policy) ?? []), -2 * difference.value]);
  }
}

const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
const cell = (key) => {
  const all = gains.get(key);
  return `${mean(all).toFixed(3)} (${Math.min(...all).toFixed(3)})`;
};
const names = Object.keys(learners);
console.log(`| decisions per cluster | ${names.join(" | ")} |\n|---|${"---|".repeat(names.length)}`);
for (const density of densities) {
  console.log(`| ${density} | ${names.map((name) => cell(`${density} ${name}`)).join(" | ")} |`);
}
