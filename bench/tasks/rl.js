import {
  exactActionValues,
  lanes,
  opeSet,
  rollout,
  sepsisModel,
  soften,
  tabularModel,
  valueIteration,
} from "txlab/rl";
import { randomStream } from "txlab/stats";
import { readColumns, writeColumns } from "./columns.js";

const discount = 0.99;
const horizon = 20;
const episodes = 10_000;
const replicates = 1000;
const steps = 2_000_000;
const estimators = ["is", "wis", "pdis", "pdwis", "dr", "wdr"];

export const tasks = [
  {
    name: "rl-simulation",
    title: "sepsis simulator, 2,000,000 steps of random treatment",
    arguments: { part: "simulation", steps },
    files: "rl-simulation",
    write: () => {},
    peers: [{ name: "plain Python, step by step", module: "rl", once: true }],
    gate: sameReward,
  },
  {
    name: "rl-planning",
    title: "value iteration, 720 states × 8 actions, to 1e-8",
    arguments: { part: "planning", states: 720, actions: 8, discount },
    files: "rl-planning",
    write: writeModel,
    peers: [{ name: "dense NumPy", module: "rl", goal: 20 }],
    gate: (ours, theirs) => close(ours.values, theirs.values, 1e-6),
  },
  {
    name: "rl-ope",
    title: "six off-policy estimators + 1,000 patient bootstraps each, 10,000 trajectories",
    arguments: { part: "ope", estimators, episodes, horizon, replicates, discount },
    files: "rl-ope-2",
    write: writeTrajectories,
    peers: [
      { name: "NumPy", module: "rl", goal: 5 },
      { name: "SCOPE-RL", module: "rl_scope", goal: 20 },
    ],
    gate: sameEstimates,
  },
  {
    name: "rl-ope-no-wdr",
    title: "five off-policy estimators (no WDR) + 1,000 patient bootstraps each, 10,000 trajectories",
    arguments: { part: "ope", estimators: estimators.slice(0, 5), episodes, horizon, replicates, discount },
    files: "rl-ope-2",
    write: writeTrajectories,
    peers: [{ name: "Open Bandit Pipeline", module: "rl_obp", goal: 20 }],
    gate: sameEstimates,
  },
];

function close(ours, theirs, tolerance) {
  const apart = Math.max(...ours.map((value, k) => Math.abs(value - theirs[k])));
  return { pass: apart < tolerance, said: `values ${apart.toExponential(1)} apart` };
}

/** Rewards of a step are −1, 0 and 1; five standard errors of two samples. */
function sameReward(ours, theirs) {
  const apart = Math.abs(ours.reward - theirs.reward);
  const allowed = 5 * Math.sqrt((2 * 0.11) / steps);
  return {
    pass: apart < allowed,
    said: `mean reward ${apart.toExponential(1)} apart; ${(ours.perSecond / 1e6).toFixed(1)} M steps/s (goal: at least 5) against ${(theirs.perSecond / 1e3).toFixed(1)} k`,
  };
}

function sameEstimates(ours, theirs) {
  const values = close(ours.values, theirs.values, 1e-10);
  const errors = ours.errors.map((error, k) => Math.abs(error / theirs.errors[k] - 1));
  const apart = Math.max(...errors);
  return {
    pass: values.pass && apart < 4 * Math.sqrt(2 / replicates),
    said: `${values.said}, bootstrap widths ${(100 * apart).toFixed(1)}% apart`,
  };
}

/** The simulator without diabetes: the first 720 states. */
function withoutDiabetes() {
  const whole = sepsisModel();
  const pairs = 720 * 8;
  const dense = new Float64Array(pairs * 720);
  const reward = new Float64Array(pairs);
  for (let pair = 0; pair < pairs; pair++) {
    for (let at = whole.offsets[pair]; at < whole.offsets[pair + 1]; at++) {
      dense[pair * 720 + whole.next[at]] = whole.probability[at];
      reward[pair] += whole.probability[at] * whole.reward[at];
    }
  }
  return { dense, reward, terminal: Float64Array.from(whole.terminal.subarray(0, 720)) };
}

function writeModel(folder) {
  const { dense, reward, terminal } = withoutDiabetes();
  writeColumns(folder, "transitions", [dense]);
  writeColumns(folder, "rewards", [reward]);
  writeColumns(folder, "terminal", [terminal]);
}

async function trajectories() {
  const model = sepsisModel({ version: "icml2019" });
  const best = valueIteration(model, { discount }).policy;
  const target = soften(best, 0.05);
  const log = await rollout(model, soften(best, 0.15), { episodes, horizon, seed: 1 });
  return { log, target, byTime: exactActionValues(model, target, { discount, horizon }) };
}

/** Arrays that Python pads: episode by episode, 20 decisions, 0 after the end. */
async function writeTrajectories(folder) {
  const { log, target, byTime } = await trajectories();
  const padded = () => new Float64Array(episodes * horizon);
  const [alive, ratio, reward, q, value] = [padded(), padded(), padded(), padded(), padded()];
  const [action, pscore] = [padded(), padded().fill(1)];
  const [all, allQ] = [new Float64Array(8 * alive.length), new Float64Array(8 * alive.length)];
  for (let i = 0; i < episodes; i++) {
    for (let j = log.offsets[i]; j < log.offsets[i + 1]; j++) {
      const t = j - log.offsets[i];
      const to = i * horizon + t;
      const pair = log.decisions.states[j] * 8;
      alive[to] = 1;
      action[to] = log.actions[j];
      pscore[to] = log.behavior[j];
      all.set(target.table.subarray(pair, pair + 8), 8 * to);
      allQ.set(byTime[t].subarray(pair, pair + 8), 8 * to);
      ratio[to] = target.table[pair + log.actions[j]] / log.behavior[j];
      reward[to] = log.rewards[j];
      q[to] = byTime[t][pair + log.actions[j]];
      for (let a = 0; a < 8; a++) value[to] += target.table[pair + a] * byTime[t][pair + a];
    }
  }
  for (let to = 0; to < alive.length; to++) if (alive[to] === 0) all[8 * to] = 1;
  const columns = { alive, ratio, reward, q, value, action, pscore, target: all, "all-q": allQ };
  Object.entries(columns).forEach(([name, column]) => {
    writeColumns(folder, name, [column]);
  });
}

/** Our side. */
export function load(folder, given) {
  return { simulation: loadSimulation, planning: loadPlanning, ope: loadOpe }[given.part](folder, given);
}

function loadSimulation() {
  const width = 1000;
  const all = lanes(sepsisModel({ version: "icml2019" }), { lanes: width });
  const stream = randomStream(5);
  const actions = new Int32Array(width);
  return () => {
    let reward = 0;
    const start = performance.now();
    for (let k = 0; k < steps / width; k++) {
      for (let i = 0; i < width; i++) actions[i] = stream.bits() & 7;
      all.step(actions);
      for (let i = 0; i < width; i++) reward += all.rewards[i];
    }
    return { reward: reward / steps, perSecond: steps / ((performance.now() - start) / 1000) };
  };
}

function loadPlanning(folder) {
  const [transitions] = readColumns(folder, "transitions", 720 * 8 * 720, 1);
  const [rewards] = readColumns(folder, "rewards", 720 * 8, 1);
  const [ended] = readColumns(folder, "terminal", 720, 1);
  const terminal = [...ended.keys()].filter((s) => ended[s] === 1);
  const model = tabularModel({ states: 720, actions: 8, transitions, rewards, terminal, start: 336 });
  return () => ({ values: [...valueIteration(model, { discount, tolerance: 1e-8 }).values] });
}

async function loadOpe(_folder, given) {
  const { log, target, byTime } = await trajectories();
  const actionValues = {
    name: "exact Q",
    actionCount: 8,
    values: ({ rows, states, times }) => {
      const out = new Float64Array(rows * 8);
      for (let row = 0; row < rows; row++) {
        if (times[row] >= horizon) continue;
        const q = byTime[times[row]];
        for (let a = 0; a < 8; a++) out[row * 8 + a] = q[states[row] * 8 + a];
      }
      return out;
    },
  };
  return async () => {
    const options = { estimators: given.estimators, discount, horizon, actionValues, replicates };
    const found = await opeSet(log, target, options);
    const intervals = found.estimates.map((each) => each.interval());
    const values = found.estimates.map(({ value }) => value);
    const errors = intervals.map(({ low, high }) => high - low);
    return { values, errors };
  };
}
