import { assertKnownOptions, assertOneOf } from "../../assert.js";
import {
  decodeSepsis,
  decodeSepsisAction,
  encodeSepsis,
  observedStates,
  type SepsisState,
  sepsisActions,
  sepsisReward,
} from "./sepsis-variables.js";
import { type TabularModel, tabularModel } from "./tabular-model.js";

export interface SepsisModelOptions {
  /**
   * `"icml2019"` has the published defect: glucose of a patient without diabetes "rises" from normal or high to low.
   * @default "v2", which corrects it
   */
  readonly version?: "v2" | "icml2019";
  /** Whether death and discharge end the process. The published physician was planned as if they did not. @default true */
  readonly terminating?: boolean;
}

/**
 * The exact transition model of the sepsis simulator (Oberst & Sontag 2019, "Counterfactual off-policy evaluation with
 * Gumbel-max structural causal models"): 1,440 states (diabetes is hidden in the original), 8 actions.
 *
 * Given the state and the action, the four vitals move independently, so that an outcome's probability is a product
 * of four. No sampling.
 *
 * @example
 * policyValue(sepsisModel(), uniformPolicy(8), { discount: 1, horizon: 20 }).value // => −0.716435
 */
export function sepsisModel(options: SepsisModelOptions = {}): TabularModel {
  assertKnownOptions(options, ["version", "terminating"], "sepsisModel");
  const { version = "v2", terminating = true } = options;
  assertOneOf(version, "version", ["v2", "icml2019"]);
  const transitions = [];
  const terminal = [];
  for (let state = 0; state < 2 * observedStates; state++) {
    const from = decodeSepsis(state);
    if (terminating && sepsisReward(from) !== 0) {
      terminal.push(state);
      continue;
    }
    for (let action = 0; action < sepsisActions; action++) {
      for (const [next, probability] of outcomes(from, action, version)) {
        const reward = sepsisReward(decodeSepsis(next));
        transitions.push({ state, action, next, probability, reward });
      }
    }
  }
  return tabularModel({
    name: `sepsis simulator (${version})`,
    states: 2 * observedStates,
    actions: sepsisActions,
    transitions,
    terminal,
    start: sepsisStart(),
  });
}

type Levels = readonly (readonly [level: number, probability: number])[];

function outcomes(from: SepsisState, action: number, version: "v2" | "icml2019"): Map<number, number> {
  const on = decodeSepsisAction(action);
  const withdrawn = {
    antibiotic: from.antibiotic === 1 && on.antibiotic === 0,
    ventilation: from.ventilation === 1 && on.ventilation === 0,
    vasopressor: from.vasopressor === 1 && on.vasopressor === 0,
  };
  const antibiotic = on.antibiotic === 1 || withdrawn.antibiotic;
  const vasopressor = on.vasopressor === 1 || withdrawn.vasopressor;
  const heart = then(from.heartRate, infection(on.antibiotic, withdrawn.antibiotic), !antibiotic, 3);
  const pressure = combine(
    then(from.systolicBp, infection(on.antibiotic, withdrawn.antibiotic), false, 3),
    pressor(on.vasopressor, withdrawn.vasopressor, from.diabetic),
    !antibiotic && !vasopressor,
  );
  const air = then(
    from.oxygen,
    on.ventilation ? [[0, 1, 0.7]] : withdrawn.ventilation ? [[1, 0, 0.1]] : [],
    !(on.ventilation === 1 || withdrawn.ventilation),
    2,
  );
  const sugar = glucose(from, on.vasopressor === 1, version);
  const found = new Map<number, number>();
  for (const [heartRate, p1] of heart)
    for (const [systolicBp, p2] of pressure)
      for (const [oxygen, p3] of air)
        for (const [level, p4] of sugar) {
          const next = encodeSepsis({
            diabetic: from.diabetic,
            heartRate,
            systolicBp,
            oxygen,
            glucose: level,
            ...on,
          });
          found.set(next, (found.get(next) ?? 0) + p1 * p2 * p3 * p4);
        }
  return found;
}

type Move = readonly [from: number, to: number, probability: number];

/** Antibiotics bring what is high to normal; without them infection flares up again. */
function infection(on: number, withdrawn: boolean): readonly Move[] {
  return on ? [[2, 1, 0.5]] : withdrawn ? [[1, 2, 0.1]] : [];
}

function pressor(on: number, withdrawn: boolean, diabetic: number): readonly Move[] {
  if (on && !diabetic)
    return [
      [0, 1, 0.7],
      [1, 2, 0.7],
    ];
  if (on)
    return [
      [0, 1, 0.5],
      [0, 2, 0.4],
      [1, 2, 0.9],
    ];
  const fall = diabetic ? 0.05 : 0.1;
  return withdrawn
    ? [
        [1, 0, fall],
        [2, 1, fall],
      ]
    : [];
}

/** Vasopressors raise the glucose of diabetics; without them it fluctuates, more so in diabetics. */
function glucose(from: SepsisState, vasopressor: boolean, version: "v2" | "icml2019"): Levels {
  const level = from.glucose;
  if (vasopressor)
    return from.diabetic && level < 4
      ? [
          [level, 0.5],
          [level + 1, 0.5],
        ]
      : [[level, 1]];
  const p = from.diabetic ? 0.3 : 0.1;
  const cap = version === "icml2019" && !from.diabetic ? 1 : 4;
  return [
    [level, 1 - 2 * p],
    [Math.max(0, level - 1), p],
    [Math.min(cap, level + 1), p],
  ];
}

/** The level after the moves of a treatment, and then, perhaps, a fluctuation of one up or down (0.1 each). */
function then(level: number, moves: readonly Move[], fluctuates: boolean, levels: number): Levels {
  const moved = moves.filter(([from]) => from === level);
  const stay = 1 - moved.reduce((sum, [, , p]) => sum + p, 0);
  const after: Levels = [[level, stay], ...moved.map(([, to, p]) => [to, p] as const)];
  if (!fluctuates) return after;
  return after.flatMap(([at, p]) => [
    [at, 0.8 * p] as const,
    [Math.max(0, at - 1), 0.1 * p] as const,
    [Math.min(levels - 1, at + 1), 0.1 * p] as const,
  ]);
}

function combine(first: Levels, moves: readonly Move[], fluctuates: boolean): Levels {
  return first.flatMap(([level, p]) =>
    then(level, moves, fluctuates, 3).map(([to, q]) => [to, p * q] as const),
  );
}

/** Vitals drawn apart, all treatments off, drawn again while the state is terminal. */
function sepsisStart(): Float64Array {
  const vital = [0.25, 0.5, 0.25];
  const oxygenLevels = [0.2, 0.8];
  const sugar = [
    [0.05, 0.15, 0.6, 0.15, 0.05],
    [0.01, 0.05, 0.15, 0.6, 0.19],
  ];
  const start = new Float64Array(2 * observedStates);
  let kept = 0;
  for (let state = 0; state < start.length; state++) {
    const s = decodeSepsis(state);
    if (s.antibiotic + s.vasopressor + s.ventilation > 0 || sepsisReward(s) !== 0) continue;
    const p = s.diabetic ? 0.2 : 0.8;
    start[state] =
      p *
      vital[s.heartRate]! *
      vital[s.systolicBp]! *
      oxygenLevels[s.oxygen]! *
      sugar[s.diabetic]![s.glucose]!;
    kept += start[state]!;
  }
  return start.map((p) => p / kept);
}
