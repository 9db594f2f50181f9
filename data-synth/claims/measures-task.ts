import { Noise } from "../noise.js";
import { drawTastes } from "./doctors.js";
import type { ClaimsSettings } from "./knobs.js";
import { Life } from "./life.js";
import { measureMember, Sums } from "./measures.js";
import { ClaimsRows } from "./rows.js";
import { MemberSimulator } from "./simulate-member.js";

export interface MeasureTask {
  readonly settings: ClaimsSettings;
  readonly from: number;
  readonly to: number;
}

/** Runs in a worker: the sums of some members. */
export function measureBlock({ settings, from, to }: MeasureTask): (readonly [string, number])[] {
  const rows = new ClaimsRows();
  const sums = new Sums();
  const life = new Life(new Noise(settings.seed, "claims"), settings.knobs, drawTastes(settings.seed), rows);
  const simulator = new MemberSimulator(life);
  for (let member = from; member < to; member++) {
    simulator.simulate(member);
    measureMember(life, rows, sums);
    rows.clear();
  }
  return [...sums.values];
}
