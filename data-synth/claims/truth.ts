import { type ColumnTable, table } from "arquero";
import { displayable } from "../../src/plot/display.js";
import { type TextTable, tableHtml, tableText } from "../../src/plot/table.js";
import type { CausalGraph } from "../icu/graph.js";
import { claimsGraph } from "./graph.js";
import { type ClaimsSettings, knobNames } from "./knobs.js";
import { simulateRecords } from "./records.js";

/** What only the simulator knows. It is in no table of the cohort; each study has its own truth beside it. */
export interface ClaimsTruth {
  /** What causes what, with what no table holds among the variables. */
  readonly graph: CausalGraph;
  /**
   * One row a member: metabolic risk, frailty and care-seeking (standard deviations), body mass (kg/m²), smoking, and the days,
   * counted from 2011-01-01, of onset and diagnosis of type 2 diabetes (NaN: never).
   */
  members(): Promise<ColumnTable>;
  toString(): string;
}

export function claimsTruth(settings: ClaimsSettings): ClaimsTruth {
  const truth = {
    graph: claimsGraph(settings.knobs),
    members: async (): Promise<ColumnTable> => {
      const { member } = await simulateRecords(settings, ["member"]);
      return table(member);
    },
  };
  const view = (): TextTable => ({
    title: "Knobs of the claims simulator",
    columns: [{ name: "knob", align: "left" }, { name: "value" }],
    rows: knobNames.map((name) => [name, String(settings.knobs[name])]),
    notes: ["members() has what is latent; the studies have their effects and potential outcomes."],
  });
  return displayable(truth, { text: () => tableText(view()), html: () => tableHtml(view()) });
}
