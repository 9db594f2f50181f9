// Coverage of 95% intervals of off-policy estimates against exact values of the sepsis simulator, with exact and with
// halved values of actions, and of finite-sample bounds: node bench/studies/ope-coverage.js [SEEDS]
import {
  exactActionValues,
  ope,
  opeSet,
  policyValue,
  rollout,
  sepsisModel,
  soften,
  valueIteration,
  weightedReturnRange,
} from "txlab/rl";

const seeds = Number(process.argv[2] ?? 500);
const [discount, horizon] = [0.99, 20];
const model = sepsisModel({ version: "icml2019" });
const best = valueIteration(model, { discount }).policy;
const [carers, target] = [soften(best, 0.15), soften(best, 0.05)];
const exact = policyValue(model, target, { discount, horizon }).value;
const byTime = exactActionValues(model, target, { discount, horizon });
const largest = Math.max(...target.table.map((p, k) => (p > 0 ? p / carers.table[k] : 0))) ** horizon;
const range = weightedReturnRange([-1, 1], largest);
const estimators = ["is", "wis", "pdwis", "mis", "dm", "dr", "wdr", "magic"];
const rows = new Map();
let effective = 0;

for (let seed = 1; seed <= seeds; seed++) {
  const log = await rollout(model, carers, { episodes: 1000, horizon, seed });
  const shared = { discount, horizon, seed };
  for (const [said, actionValues] of Object.entries({
    exact: times(1),
    halved: times(0.5),
    fitted: undefined,
  })) {
    const own = said === "exact" ? estimators : ["dm", "dr", "wdr", "magic"];
    for (const interval of ["bootstrap", "normal", "t"]) {
      const found = await opeSet(log, target, { ...shared, interval, actionValues, estimators: own });
      for (const each of found.estimates) note(each, said, interval);
      if (said === "exact" && interval === "t") effective += found.get("wis").support.effectiveSize / seeds;
    }
  }
  for (const interval of ["hoeffding", "bernstein"]) {
    note(await ope(log, target, { ...shared, estimator: "is", interval, range }), "", interval);
  }
}

console.log(
  `exact value ${exact.toFixed(6)}, ${seeds} samples, mean effective sample ${effective.toFixed(1)}\n`,
);
console.log("| estimator | Q | bias | RMSE | bootstrap | normal | t | Hoeffding | Bernstein |");
console.log("|---|---|---|---|---|---|---|---|---|");
for (const [name, { errors, covered }] of rows) {
  const bias = errors.reduce((sum, each) => sum + each, 0) / errors.length;
  const rmse = Math.sqrt(errors.reduce((sum, each) => sum + each ** 2, 0) / errors.length);
  const shares = ["bootstrap", "normal", "t", "hoeffding", "bernstein"].map((kind) =>
    kind in covered ? (covered[kind] / seeds).toFixed(3) : "–",
  );
  console.log(`| ${name} | ${bias.toFixed(4)} | ${rmse.toFixed(4)} | ${shares.join(" | ")} |`);
}

function note({ estimator, value, interval }, said, kind) {
  const needs = ["dm", "dr", "wdr", "magic"].includes(estimator);
  const name = `${estimator} | ${needs ? said : "–"}`;
  const row = rows.get(name) ?? { errors: [], covered: {} };
  const { low, high } = interval();
  if (kind === "normal" || (kind === "t" && !("normal" in row.covered))) row.errors.push(value - exact);
  row.covered[kind] = (row.covered[kind] ?? 0) + Number(low <= exact && exact <= high);
  rows.set(name, row);
}

function times(factor) {
  return {
    name: `${factor} × exact Q`,
    actionCount: 8,
    values: ({ rows: count, states, times: at }) => {
      const out = new Float64Array(count * 8);
      for (let row = 0; row < count; row++) {
        if (at[row] >= horizon || states[row] < 0) continue;
        const q = byTime[at[row]];
        for (let a = 0; a < 8; a++) out[row * 8 + a] = factor * q[states[row] * 8 + a];
      }
      return out;
    },
  };
}
