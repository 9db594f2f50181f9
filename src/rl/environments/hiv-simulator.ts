import { assertInteger, assertKnownOptions, assertOneOf, assertPositive } from "../../assert.js";
import type { Environment } from "../../cohort/environment.js";
import { type Derivatives, integrate } from "./integrate.js";
import { simulated } from "./simulated.js";
import { boxSpace, discreteSpace } from "./spaces.js";
import { timeLimit } from "./wrappers.js";

export interface HivSimulatorOptions {
  /** Where a patient begins: a steady state of untreated infection, or early infection. @default "unhealthy" */
  readonly start?: "unhealthy" | "healthy" | "early";
  /** Days between decisions. @default 5 */
  readonly days?: number;
  /** Decisions after which an episode is truncated. @default 80 */
  readonly horizon?: number;
}

/** T₁, T₁*, T₂, T₂*, V, E; the steady states solve the equations below without drugs. */
const starts = {
  unhealthy: [163572.752, 11944.943, 4.995, 45.599, 63918.596, 23.544],
  healthy: [967838.671, 76.012, 620.518, 6.092, 415.376, 353108.035],
  early: [1e6, 1e-4, 3198, 1e-4, 1, 10],
} as const;

const positive = [0, Number.POSITIVE_INFINITY] as const;

/**
 * HIV under intermittent treatment (Adams, Banks, Kwon & Tran 2004, "Dynamic multidrug therapies for HIV"), in Ernst,
 * Stan, Gonçalves & Wehenkel's (2006) form: every five days one of four actions, neither drug (0), protease inhibitor
 * (1), reverse transcriptase inhibitor (2), or both (3), with efficacies ε₁ = 0.7 (RTI) and ε₂ = 0.3 (PI).
 *
 * Observations, per ml: healthy and infected CD4⁺ cells, healthy and infected macrophages, free virus, and immune
 * effectors. Reward on arrival: 1,000 E − 0.1 V − 20,000 ε₁² − 2,000 ε₂². Deterministic; integrated by Runge–Kutta in
 * steps of 0.01 days.
 *
 * @example
 * // The discounted return (0.98) of 80 steps without drugs from the unhealthy state => 687,243; with both => 1,750,290
 */
export function hivSimulator(options: HivSimulatorOptions = {}): Environment<Float64Array, number> {
  assertKnownOptions(options, ["start", "days", "horizon"], "hivSimulator");
  const { start = "unhealthy", days = 5, horizon = 80 } = options;
  assertOneOf(start, "start", ["unhealthy", "healthy", "early"]);
  assertPositive(days, "days");
  assertInteger(horizon, "horizon", 1);
  const steps = Math.ceil(days / 0.01);
  const whole = simulated<Float64Array, Float64Array, number>({
    id: `HIV (Adams et al. 2004), ${start} start`,
    observationSpace: boxSpace({
      ...{ healthyCd4: positive, infectedCd4: positive, healthyMacrophages: positive },
      ...{ infectedMacrophages: positive, virus: positive, effectors: positive },
    }),
    actionSpace: discreteSpace(4, ["none", "PI", "RTI", "RTI and PI"]),
    start: () => Float64Array.from(starts[start]),
    move(state, action) {
      const [rti, pi] = [action >= 2 ? 0.7 : 0, action % 2 === 1 ? 0.3 : 0];
      const next = integrate(infection(rti, pi), state, days, steps);
      const reward = 1000 * next[5]! - 0.1 * next[4]! - 2e4 * rti ** 2 - 2e3 * pi ** 2;
      return { state: next, reward, terminated: false };
    },
    observe: (state) => state.slice(),
  });
  return timeLimit(whole, horizon);
}

/** Equations (5) of Adams et al. with their table 1; efficacies of the two drugs, which macrophages feel at f = 0.34 of the first. */
function infection(rti: number, pi: number): Derivatives {
  const [k1, k2] = [8e-7 * (1 - rti), 1e-4 * (1 - 0.34 * rti)];
  return (y, out) => {
    const [t1, i1, t2, i2, v, e] = [y[0]!, y[1]!, y[2]!, y[3]!, y[4]!, y[5]!];
    const infected = i1 + i2;
    out[0] = 1e4 - 0.01 * t1 - k1 * v * t1;
    out[1] = k1 * v * t1 - 0.7 * i1 - 1e-5 * e * i1;
    out[2] = 31.98 - 0.01 * t2 - k2 * v * t2;
    out[3] = k2 * v * t2 - 0.7 * i2 - 1e-5 * e * i2;
    out[4] = (1 - pi) * 100 * 0.7 * infected - 13 * v - (k1 * t1 + k2 * t2) * v;
    out[5] =
      1 + ((0.3 * infected) / (infected + 100)) * e - ((0.25 * infected) / (infected + 500)) * e - 0.1 * e;
  };
}
