import type { CausalGraph, Edge } from "../icu/graph.js";
import type { ClaimsKnobs } from "./knobs.js";

/**
 * The graph of what the simulator computes for the opioid and the diabetes study. Nodes in small letters with
 * underscores are columns; latent ones are listed.
 */
export function claimsGraph(knobs: ClaimsKnobs): CausalGraph {
  const from = (cause: string, ...effects: readonly string[]): Edge[] =>
    effects.map((effect) => [cause, effect]);
  const edges: Edge[] = [
    ...from("age", "glycemia", "conditions", "long_first", "long_use"),
    ...from("metabolic", "glycemia", "conditions", "body_mass"),
    ...from("frailty", "conditions", "visits"),
    ...from("seeking", "visits"),
    ...from("body_mass", "glycemia", "conditions"),
    ...from("synthetic_group", "metabolic"),
    ...from("region", "rural", "long_first", "long_use", "prices"),
    ...from("rural", "long_first", "long_use"),
    ...from("glycemia", "a1c_0", "a1c_6", "a1c_12", "diabetes"),
    ...from("diabetes", "conditions", "visits"),
    ...from("conditions", "visits", "coded_conditions", "cost"),
    ...from("visits", "coded_conditions", "cost", "diagnosed"),
    ...from("prices", "cost"),
    ...from("coded_conditions", "long_first", "long_use", "first", "second"),
    ...from("prescriber_taste", "long_first", "first", "second"),
    ...from("long_first", "long_use"),
    ...from("a1c_0", "first"),
    ...from("first", "a1c_6", "a1c_12", "second"),
    ...from("a1c_6", "second"),
    ...from("second", "a1c_12"),
  ];
  if (knobs.hiddenConfounding > 0) {
    edges.push(
      ...from("pain", "long_first", "long_use"),
      ...from("outlook", "first", "second", "a1c_6", "a1c_12"),
    );
  }
  if (knobs.accessGap > 0) edges.push(...from("synthetic_group", "visits", "prices"));
  if (knobs.allocationGap > 0) edges.push(...from("synthetic_group", "second"));
  const latent = [
    "metabolic",
    "frailty",
    "seeking",
    "glycemia",
    "body_mass",
    "conditions",
    "prescriber_taste",
    "pain",
    "outlook",
  ];
  const nodes = new Set(edges.flat());
  return { edges, latent: latent.filter((name) => nodes.has(name)) };
}
