import type { ActionValues } from "txlab/cohort";
import {
  exactActionValues,
  policyValue,
  sepsisModel,
  soften,
  type TabularPolicy,
  valueIteration,
} from "txlab/rl";

/** The simulator of the published table: behaviour and target are the optimum, soft by 0.15 and by 0.05. */
export const model = sepsisModel({ version: "icml2019" });
export const [discount, horizon] = [0.99, 20];
const best = valueIteration(model, { discount }).policy;
export const carers: TabularPolicy = soften(best, 0.15);
export const target: TabularPolicy = soften(best, 0.05);
export const exact: number = policyValue(model, target, { discount, horizon }).value;

/** The most that 20 ratios can multiply to: 0.95 + 0.05 / 8 over 0.85 + 0.15 / 8, or less. */
export function largestWeight(): number {
  let most = 0;
  for (let k = 0; k < target.table.length; k++) {
    if (target.table[k]! > 0) most = Math.max(most, target.table[k]! / carers.table[k]!);
  }
  return most ** horizon;
}

const byTime = exactActionValues(model, target, { discount, horizon });

/** The exact values of the target's actions, times a factor. */
export function exactTimes(factor: number): ActionValues {
  return {
    name: `${factor} × exact Q`,
    actionCount: 8,
    values: ({ rows, states, times }) => {
      const out = new Float64Array(rows * 8);
      for (let row = 0; row < rows; row++) {
        const s = states![row]!;
        if (times[row]! < horizon && s >= 0)
          out.set(byTime[times[row]!]!.subarray(s * 8, s * 8 + 8), row * 8);
      }
      return factor === 1 ? out : out.map((each) => factor * each);
    },
  };
}
