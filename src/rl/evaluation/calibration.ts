import type { Episodes } from "../../cohort/episodes.js";
import { formatFixed, formatNumber, formatPercent } from "../../plot/format.js";
import type { TextTable } from "../../plot/table.js";
import type { ResultWarning } from "../../stats/estimate.js";

/** How predicted probabilities of actions compare with what was done. */
export interface Calibration {
  readonly actions: readonly ActionCalibration[];
  /** Mean of the actions' errors, weighted by how often each was taken. */
  readonly expectedError: number;
}

export interface ActionCalibration {
  readonly action: number;
  readonly taken: number;
  /** Share of decisions in which the action has a probability of at least 1%. */
  readonly coverage: number;
  /** Expected calibration error: mean |predicted − observed| over ten bins of equal size. */
  readonly expectedError: number;
  readonly bins: readonly CalibrationBin[];
}

export interface CalibrationBin {
  readonly predicted: number;
  readonly observed: number;
  readonly n: number;
}

/** Calibration of probabilities, decisions × actions, over the decisions of a log. */
export function calibration(log: Episodes, probabilities: Float64Array): Calibration {
  const actions = Array.from({ length: log.actionCount }, (_, a) => one(log, probabilities, a));
  const expectedError = actions.reduce((sum, each) => sum + (each.taken / log.steps) * each.expectedError, 0);
  return { actions, expectedError };
}

function one(log: Episodes, probabilities: Float64Array, action: number): ActionCalibration {
  const { steps, actionCount } = log;
  const p = Float64Array.from({ length: steps }, (_, j) => probabilities[j * actionCount + action]!);
  const order = Array.from(p.keys()).sort((a, b) => p[a]! - p[b]!);
  const count = Math.min(10, steps);
  const bins = Array.from({ length: count }, (_, k): CalibrationBin => {
    const rows = order.slice(Math.floor((k * steps) / count), Math.floor(((k + 1) * steps) / count));
    const mean = (of: (j: number) => number): number => rows.reduce((sum, j) => sum + of(j), 0) / rows.length;
    return {
      predicted: mean((j) => p[j]!),
      observed: mean((j) => (log.actions[j] === action ? 1 : 0)),
      n: rows.length,
    };
  });
  return {
    action,
    taken: log.actions.reduce((sum, each) => sum + (each === action ? 1 : 0), 0),
    coverage: p.reduce((sum, each) => sum + (each >= 0.01 ? 1 : 0), 0) / steps,
    expectedError: bins.reduce(
      (sum, bin) => sum + (bin.n / steps) * Math.abs(bin.predicted - bin.observed),
      0,
    ),
    bins,
  };
}

/** Warns where an action's probabilities are off by more than 5 points, or 3 points on average. */
export function calibrationWarnings({ actions, expectedError }: Calibration): ResultWarning[] {
  const off = actions.filter((each) => each.expectedError > 0.05);
  if (off.length === 0 && expectedError <= 0.03) return [];
  const named = off.map(
    (each) => `action ${each.action} by ${formatFixed(100 * each.expectedError, 1)} points`,
  );
  return [
    {
      code: "behavior-calibration",
      message: `estimated behaviour is off by ${formatFixed(100 * expectedError, 1)} points on average${named.length > 0 ? ` (${named.join(", ")})` : ""}; weights made of it are biased. Try another learner.`,
    },
  ];
}

export function calibrationTable(name: string, { actions, expectedError }: Calibration): TextTable {
  return {
    title: `Behaviour policy: ${name}, out of fold`,
    columns: [
      { name: "action", align: "left" },
      { name: "taken" },
      { name: "covered" },
      { name: "calibration error" },
    ],
    rows: actions.map((each) => [
      String(each.action),
      formatNumber(each.taken, 0),
      formatPercent(each.coverage),
      formatPercent(each.expectedError),
    ]),
    notes: [`expected calibration error ${formatPercent(expectedError)}`],
  };
}
