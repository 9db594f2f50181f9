import { displayable } from "../../plot/display.js";
import { formatCompact, formatPercent } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Features, FittedModel } from "../learner.js";
import { predictors } from "./forest-model.js";
import { countLeaves } from "./prune.js";
import { addTrees, gainShares } from "./sum-trees.js";
import { type Tree, type TreeJson, treeFromJson, treeToJson } from "./tree.js";

/** A fitted tree, which prints its rules. */
export interface DecisionTreeModel extends FittedModel {
  readonly name: "decision tree";
  readonly leafCount: number;
  readonly featureNames: readonly string[];
  /** Share of each column in the decrease of squared error, from the training rows. */
  readonly importances: Float64Array;
}

export function decisionTreeModel(names: readonly string[], tree: Tree): DecisionTreeModel {
  const model = {
    name: "decision tree" as const,
    leafCount: countLeaves(tree),
    featureNames: names,
    importances: gainShares([tree], names.length),
    predict(x: Features): Float64Array {
      const out = new Float64Array(x.rows);
      addTrees([tree], predictors(x, names), out);
      return out;
    },
    toJSON: () => ({ name: "decision tree", names, tree: treeToJson(tree) }),
  };
  const table = (): TextTable => ruleTable(names, tree);
  return displayable(model, { text: () => tableText(table()), html: () => tableHtml(table()) });
}

export function decisionTreeFromJson(json: object): DecisionTreeModel {
  const { names, tree } = json as { names: readonly string[]; tree: TreeJson };
  return decisionTreeModel(names, treeFromJson(tree));
}

const most = 40;

function ruleTable(names: readonly string[], tree: Tree): TextTable {
  const rows: string[][] = [];
  const total = tree.gain.reduce((sum, each) => sum + each, 0);
  const stack = [{ node: 0, depth: 0, rule: "all rows" }];
  for (let next = stack.pop(); next && rows.length < most; next = stack.pop()) {
    const { node, depth, rule } = next;
    const left = tree.child[node]!;
    const share = left === 0 ? "" : formatPercent(tree.gain[node]! / total);
    rows.push([`${"· ".repeat(depth)}${rule}`, formatCompact(tree.value[node]!), share]);
    if (left === 0) continue;
    const [name, at] = [names[tree.feature[node]!]!, formatCompact(tree.threshold[node]!)];
    stack.push({ node: left + 1, depth: depth + 1, rule: `${name} > ${at}` });
    stack.push({ node: left, depth: depth + 1, rule: `${name} ≤ ${at}` });
  }
  const hidden = tree.feature.length - rows.length;
  const leaves = countLeaves(tree);
  return {
    title: `decision tree: ${leaves} ${leaves === 1 ? "leaf" : "leaves"}`,
    columns: [{ name: "rule", align: "left" }, { name: "mean of y" }, { name: "share of gain" }],
    rows,
    notes: hidden > 0 ? [`and ${hidden} more nodes`] : [],
  };
}
