// Coverage of 95% intervals of full matching and energy balancing, plain and corrected for the imbalance that is left.
//
//     node bench/studies/balance-coverage.js [seeds] [rows]
import { energyBalance, fullMatch } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { interactiveTreatment } from "txlab/data-synth";

const [seeds = 100, n = 300] = process.argv.slice(2).map(Number);
const roles = { treatment: "a", outcome: "y", confounders: ["x1", "x2"] };
const plain = { biasCorrection: false };
const cases = [
  ["full matching, ATT", "att", (study) => fullMatch(study)],
  ["full matching, ATE", "ate", (study) => fullMatch(study, { estimand: "ATE" })],
  ["the same, plain", "ate", (study) => fullMatch(study, { estimand: "ATE", ...plain })],
  ["energy balancing, ATT", "att", (study) => energyBalance(study, { estimand: "ATT" })],
  ["energy balancing, ATE", "ate", (study) => energyBalance(study)],
];
// Each replicate of a plain mean finds its weights anew.
if (n <= 300)
  cases.push([
    "the same, plain, 40 replicates",
    "ate",
    (study) => energyBalance(study, { augment: false, replicates: 40 }),
  ]);

console.log(`| estimator, n = ${n}, ${seeds} seeds | bias | standard deviation | mean error | coverage |`);
console.log("|---|---|---|---|---|");
for (const [name, estimand, run] of cases) {
  let [covered, sum, squares, errors] = [0, 0, 0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const { table, truth } = interactiveTreatment({ n, seed });
    const estimate = await run(causalStudy(table, roles));
    const { low, high } = estimate.interval();
    const miss = estimate.value - truth[estimand];
    if (low <= truth[estimand] && truth[estimand] <= high) covered++;
    sum += miss;
    squares += miss * miss;
    errors += estimate.standardError;
  }
  const mean = sum / seeds;
  const deviation = Math.sqrt((squares - seeds * mean * mean) / (seeds - 1));
  const shown = [mean, deviation, errors / seeds, covered / seeds].map((value) => value.toFixed(3));
  console.log(`| ${[name, ...shown].join(" | ")} |`);
}
