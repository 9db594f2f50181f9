import { assertInteger, assertKnownOptions } from "../../assert.js";
import type { Environment } from "../../cohort/environment.js";
import { sepsisModel } from "./sepsis-model.js";
import type { SepsisState } from "./sepsis-variables.js";
import { sepsisView } from "./state-view.js";
import { tabularEnvironment } from "./tabular-environment.js";
import { projectStates, timeLimit } from "./wrappers.js";

export interface SepsisSimulatorOptions {
  /** @default "v2", which corrects the published defect of glucose */
  readonly version?: "v2" | "icml2019";
  /** Variables that observations leave out. @default ["diabetic"], as in the original: 720 states */
  readonly hide?: readonly (keyof SepsisState)[];
  /** Decisions after which an episode is truncated. @default 20 */
  readonly horizon?: number;
}

/**
 * The sepsis simulator of Oberst & Sontag (2019) as an environment: four vitals, eight combinations of antibiotics,
 * ventilation and vasopressors; discharge +1, death −1. Its exact transition model is `sepsisModel`.
 *
 * @example
 * sepsisSimulator().reset({ seed: 1 }) // { observation: a state of 720, info: {} }
 */
export function sepsisSimulator(options: SepsisSimulatorOptions = {}): Environment<number, number> {
  assertKnownOptions(options, ["version", "hide", "horizon"], "sepsisSimulator");
  const { version = "v2", hide = ["diabetic"], horizon = 20 } = options;
  assertInteger(horizon, "horizon", 1);
  const actionNames = ["–", "V", "E", "EV", "A", "AV", "AE", "AEV"];
  const whole = tabularEnvironment(sepsisModel({ version }), { actionNames });
  return timeLimit(projectStates(whole, sepsisView({ hide })), horizon);
}
