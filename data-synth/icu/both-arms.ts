import { Noise } from "./noise.js";
import { replacement } from "./policy.js";
import type { IcuSettings } from "./run-icu.js";
import { PatientSimulator } from "./simulate-patient.js";

/** Outcomes of a cohort's stays without and with an early vasopressor, in the cohort's order. */
export interface BothArms {
  readonly y0: Int32Array;
  readonly y1: Int32Array;
}

/** Lives each stay of the cohort a second time, in the arm that it was not in. */
export function liveBothArms({ patients, seed, knobs, policy }: IcuSettings, stays: number): BothArms {
  const [y0, y1] = [new Int32Array(stays), new Int32Array(stays)];
  const simulator = new PatientSimulator(new Noise(seed, "icu"), knobs, {
    replaced: replacement(policy),
    bothArms: true,
  });
  let i = 0;
  for (let patient = 0; patient < patients; patient++) {
    simulator.simulate(patient, (stay) => {
      y0[i] = stay.y0;
      y1[i++] = stay.y1;
    });
  }
  return { y0, y1 };
}
