import { assertInteger, assertKnownOptions } from "../../assert.js";
import type { Environment } from "../../cohort/environment.js";
import { simulated } from "./simulated.js";
import { boxSpace, discreteSpace } from "./spaces.js";
import { timeLimit } from "./wrappers.js";

export interface ChemotherapySimulatorOptions {
  /** Number of doses, evenly from 0 to 1, the largest that is tolerated. @default 11 */
  readonly doses?: number;
  /** Months of treatment, after which an episode is truncated. @default 6 */
  readonly horizon?: number;
}

interface Patient {
  readonly toxicity: number;
  readonly tumour: number;
  readonly first: { readonly toxicity: number; readonly tumour: number };
}

/**
 * Chemotherapy of a generic tumour (Zhao, Kosorok & Zeng 2009, "Reinforcement learning design for cancer clinical
 * trials"): each month a dose D, which shrinks the tumour M and harms the patient's wellness, W being its negative part
 * (toxicity). W and M begin uniform on (0, 2).
 *
 * W ← W + 0.1 max(M, M₀) + 1.2 (D − 0.5); M ← M + 0.15 max(W, W₀) − 1.2 (D − 0.5) while M > 0; neither falls below 0. Death
 * in a month with probability 1 − exp(−exp(−4 + W + M)), W and M at its end. Reward: −60 on death; else ±5 as W fell or
 * rose by at least 0.5, and 15 where the tumour is gone, or ±5 as M fell or rose by at least 0.5.
 */
export function chemotherapySimulator(
  options: ChemotherapySimulatorOptions = {},
): Environment<Float64Array, number> {
  assertKnownOptions(options, ["doses", "horizon"], "chemotherapySimulator");
  const { doses = 11, horizon = 6 } = options;
  assertInteger(doses, "doses", 2);
  assertInteger(horizon, "horizon", 1);
  const positive = [0, Number.POSITIVE_INFINITY] as const;
  const whole = simulated<Patient, Float64Array, number>({
    id: "chemotherapy (Zhao et al. 2009)",
    observationSpace: boxSpace({ toxicity: positive, tumour: positive }),
    actionSpace: discreteSpace(doses),
    start(stream) {
      const first = { toxicity: 2 * stream.uniform(), tumour: 2 * stream.uniform() };
      return { ...first, first };
    },
    move(now, action, stream) {
      const next = month(now, action / (doses - 1));
      const hazard = Math.exp(-4 + next.toxicity + next.tumour);
      const died = stream.uniform() < -Math.expm1(-hazard);
      return { state: next, reward: died ? -60 : reward(now, next), terminated: died, info: { died } };
    },
    observe: ({ toxicity, tumour }) => Float64Array.of(toxicity, tumour),
  });
  return timeLimit(whole, horizon);
}

function month({ toxicity, tumour, first }: Patient, dose: number): Patient {
  const harm = 0.1 * Math.max(tumour, first.tumour) + 1.2 * (dose - 0.5);
  const growth = tumour > 0 ? 0.15 * Math.max(toxicity, first.toxicity) - 1.2 * (dose - 0.5) : 0;
  return { toxicity: Math.max(0, toxicity + harm), tumour: Math.max(0, tumour + growth), first };
}

function reward(now: Patient, next: Patient): number {
  const change = (by: number): number => (by <= -0.5 ? 5 : by >= 0.5 ? -5 : 0);
  const wellness = change(next.toxicity - now.toxicity);
  return wellness + (next.tumour === 0 ? 15 : change(next.tumour - now.tumour));
}
