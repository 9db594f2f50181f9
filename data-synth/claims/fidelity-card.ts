import { assertInteger, assertKnownOptions } from "../../src/assert.js";
import { parallel } from "../../src/numeric/parallel.js";
import { formatFixed } from "../../src/plot/format.js";
import { work } from "../../src/work.js";
import { type FidelityLines, judge } from "../fidelity.js";
import type { ClaimsCohort } from "./cohort.js";
import { fidelityContext, fidelityTargets } from "./fidelity-rows.js";
import { Sums } from "./measures.js";
import type { MeasureTask } from "./measures-task.js";

export interface ClaimsFidelityCard extends FidelityLines {
  /** Members on whom it was measured. */
  readonly measuredMembers: number;
}

export interface ClaimsFidelityOptions {
  /** Measure on the first members only. @default all of the cohort's */
  readonly members?: number;
}

const membersPerTask = 8192;
const task: URL = new URL("./measures-task.js", import.meta.url);
const statement =
  "Calibrated to published aggregates only, by turning coefficients until these rows were met: the card is no held-out test. No row of MarketScan, or of any other insurer, was read.";

/**
 * Compares claims with what has been published about employer-sponsored insurance and diabetes. Members are simulated again in
 * worker threads and their rows summed, so that memory does not grow. Small cohorts miss targets by chance.
 */
export async function claimsFidelity(
  cohort: ClaimsCohort,
  options: ClaimsFidelityOptions = {},
): Promise<ClaimsFidelityCard> {
  assertKnownOptions(options, ["members"], "fidelityCard");
  const { members: most = cohort.members } = options;
  assertInteger(most, "members", 1);
  const { seed, scenario, knobs } = cohort;
  const members = Math.min(most, cohort.members);
  const settings = { members, seed, scenario, knobs };
  const tasks: MeasureTask[] = [];
  for (let from = 0; from < members; from += membersPerTask) {
    tasks.push({ settings, from, to: Math.min(members, from + membersPerTask) });
  }
  const parts = await work("fidelity card", members, ({ report, signal }) =>
    parallel<MeasureTask, (readonly [string, number])[]>(task, "measureBlock", tasks, {
      signal,
      report: (done) => report(Math.min(members, done * membersPerTask)),
    }),
  );
  const sums = new Sums();
  for (const part of parts) sums.merge(part);
  return judge([...fidelityTargets, ...fidelityContext], sums, {
    statement,
    notes: [`Measured on ${formatFixed(members, 0)} members.`],
    extra: { measuredMembers: members },
  });
}
