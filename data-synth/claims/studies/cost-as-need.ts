import { type ColumnTable, table } from "arquero";
import { displayable } from "../../../src/plot/display.js";
import { formatFixed, formatPercent, formatSigned } from "../../../src/plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../../src/plot/table.js";
import type { ClaimsCohort } from "../cohort.js";
import { simulateRecords } from "../records.js";
import { needColumns } from "../truth-rows.js";
import { assertClaims } from "./assert-claims.js";

export interface CostAsNeedStudy {
  /** One row an adult: synthetic_group, age, sex, place, use and cost of 2012, coded conditions and cost of 2013. */
  readonly table: ColumnTable;
  readonly truth: {
    /** Chronic conditions that are there at the end of 2013, coded or not: enrolid, need. */
    need(): ColumnTable;
    /** Mean of need in group B less that in group A at the same cost of 2013, over its hundredths. */
    readonly needAtEqualCost: number;
    /** Share of group B among the dearest 3% of 2013, and among the 3% in most need (ties taken in part). */
    readonly shareByCost: number;
    readonly shareByNeed: number;
  };
  toString(): string;
}

/**
 * Cost as a label of need, as in Obermeyer et al. 2019 (Science 366:447): a program for those in need chooses by cost,
 * and a group that gets less care at the same need costs less.
 *
 * Adults covered in all of 2012 and 2013. The features are of 2012, the label `spend_2013` (dollars) or
 * `conditions_2013` (chronic conditions coded in the year, what a payer can see). The truth counts conditions that are there.
 * The group is synthetic: MarketScan has none. With `accessGap` 0, its members differ in metabolic risk only.
 *
 * @throws ArgumentError if it is given no cohort of simulateClaims
 * @example
 * const { cohort } = await simulateClaims({ members: 20_000, scenario: "cost-as-need" });
 * const { truth } = await costAsNeedStudy(cohort);
 * truth.needAtEqualCost // > 0: at the same cost, group B is more ill
 */
export async function costAsNeedStudy(cohort: ClaimsCohort): Promise<CostAsNeedStudy> {
  assertClaims(cohort, "costAsNeedStudy");
  const records = await simulateRecords(cohort, ["need", "needTruth"]);
  const columns = new Map(records.need);
  const [, [, needs]] = records.needTruth as [unknown, readonly [string, Float64Array]];
  const [group, cost] = [columns.get("group_b")!, columns.get("spend_2013")!];
  const study = {
    table: studyTable(columns),
    truth: {
      need: () =>
        table([
          ["enrolid", Int32Array.from(columns.get("enrolid")!)],
          ["need", Int32Array.from(needs)],
        ]),
      needAtEqualCost: gapAtEqual(cost, needs, group),
      shareByCost: shareAtTop(cost, group),
      shareByNeed: shareAtTop(needs, group),
    },
  };
  const view = (): TextTable => ({
    title: "Group B by cost and by need",
    columns: [{ name: "", align: "left" }, { name: "" }],
    rows: [
      ["need at the same cost, B less A", `${formatSigned(study.truth.needAtEqualCost, 2)} conditions`],
      ["share of B among the dearest 3%", formatPercent(study.truth.shareByCost)],
      ["share of B among the 3% in most need", formatPercent(study.truth.shareByNeed)],
    ],
    notes: [`${formatFixed(group.length, 0)} adults covered in 2012 and 2013; the group is synthetic.`],
  });
  return displayable(study, { text: () => tableText(view()), html: () => tableHtml(view()) });
}

function studyTable(columns: ReadonlyMap<string, Float64Array>): ColumnTable {
  return table(
    needColumns.map((name): [string, ArrayLike<unknown>] => {
      const values = columns.get(name)!;
      if (name === "group_b")
        return ["synthetic_group", Array.from(values, (code) => (code === 1 ? "B" : "A"))];
      return [name, name.startsWith("spend") ? values.slice() : Int32Array.from(values)];
    }),
  );
}

const bands = 100;

/** Mean over hundredths of the cost of the difference in mean need, weighted with group B's members. */
function gapAtEqual(cost: Float64Array, need: Float64Array, group: Float64Array): number {
  const order = Array.from(cost.keys()).sort((a, b) => cost[a]! - cost[b]! || a - b);
  const [sums, counts] = [new Float64Array(2 * bands), new Float64Array(2 * bands)];
  order.forEach((i, rank) => {
    const cell = 2 * Math.floor((bands * rank) / order.length) + group[i]!;
    sums[cell]! += need[i]!;
    counts[cell]!++;
  });
  let [top, weight] = [0, 0];
  for (let band = 0; band < bands; band++) {
    const [a, b] = [2 * band, 2 * band + 1];
    if (counts[a] === 0 || counts[b] === 0) continue;
    top += counts[b]! * (sums[b]! / counts[b]! - sums[a]! / counts[a]!);
    weight += counts[b]!;
  }
  return top / weight;
}

/** Share of group B among the 3% with the largest values; who ties at the threshold counts in part. */
function shareAtTop(values: Float64Array, group: Float64Array): number {
  const size = 0.03 * values.length;
  const threshold = values.toSorted()[Math.min(values.length - 1, Math.floor(values.length - size))]!;
  let [above, aboveB, ties, tiesB] = [0, 0, 0, 0];
  values.forEach((value, i) => {
    if (value > threshold) {
      above++;
      aboveB += group[i]!;
    } else if (value === threshold) {
      ties++;
      tiesB += group[i]!;
    }
  });
  return (aboveB + (tiesB * (size - above)) / ties) / size;
}
