import { assertKnownOptions } from "../../assert.js";
import type { Table } from "../../cohort/frame.js";
import { codeColumn } from "../audit/coded-columns.js";
import { numberColumn, openSource } from "../audit/columns.js";

export interface ReweighOptions {
  readonly label: string;
  readonly groups: string;
  readonly weights?: string;
}

/**
 * Weights under which label and group are independent: P(group)·P(label) / P(group, label) for each person (Kamiran &
 * Calders 2012). Fit any learner with them. Their price is a larger variance where some weights are large.
 */
export function reweigh(table: Table, options: ReweighOptions): Float64Array {
  assertKnownOptions(options, ["label", "groups", "weights"], "reweigh");
  const source = openSource(table);
  const label = codeColumn(source, options.label, "label");
  const group = codeColumn(source, options.groups, "groups");
  const given = options.weights === undefined ? undefined : numberColumn(source, options.weights, "weights");
  const width = label.levels.length;
  const joint = new Float64Array(group.levels.length * width);
  const [ofGroup, ofLabel] = [new Float64Array(group.levels.length), new Float64Array(width)];
  let total = 0;
  for (let i = 0; i < source.people; i++) {
    const weight = given ? given[i]! : 1;
    joint[group.codes[i]! * width + label.codes[i]!]! += weight;
    ofGroup[group.codes[i]!]! += weight;
    ofLabel[label.codes[i]!]! += weight;
    total += weight;
  }
  return Float64Array.from(group.codes, (g, i) => {
    const y = label.codes[i]!;
    return ((given ? given[i]! : 1) * ofGroup[g]! * ofLabel[y]!) / (total * joint[g * width + y]!);
  });
}
