import { Noise } from "../noise.js";
import { drawTastes } from "./doctors.js";
import type { ClaimsSettings } from "./knobs.js";
import { Life } from "./life.js";
import { ClaimsRows } from "./rows.js";
import { MemberSimulator } from "./simulate-member.js";
import { type DoubleRows, TruthRows } from "./truth-rows.js";

/** What can be kept of members without their claims. */
export type RecordKind =
  | "opioid"
  | "opioidTruth"
  | "regime"
  | "regimeTruth"
  | "member"
  | "need"
  | "needTruth";

export interface RecordTask {
  readonly settings: ClaimsSettings;
  readonly from: number;
  readonly to: number;
  readonly kinds: readonly RecordKind[];
}

export type RecordColumns = (readonly [name: string, values: Float64Array])[];

/** Runs in a worker: the records of some members, as columns. */
export function simulateBlock({ settings, from, to, kinds }: RecordTask): RecordColumns[] {
  const rows = new ClaimsRows();
  const truth = new TruthRows();
  const life = new Life(new Noise(settings.seed, "claims"), settings.knobs, drawTastes(settings.seed), rows);
  const simulator = new MemberSimulator(life, truth.keeper);
  for (let member = from; member < to; member++) {
    simulator.simulate(member);
    rows.clear();
  }
  return kinds.map((kind) => columnsOf(truth[kind]));
}

function columnsOf(rows: DoubleRows): RecordColumns {
  return rows.names.map((name) => [name, rows.values(name)]);
}
