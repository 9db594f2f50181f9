import type { ConstantNode, FunctionNode, MathNode, OperatorNode, ParenthesisNode, SymbolNode } from "mathjs";
import { ArgumentError, DataError } from "../../errors.js";
import { sharedColumn } from "../../numeric/columns.js";
import type { Expression } from "./parse-term.js";

type Value = Float64Array | number;

const functions: Readonly<Record<string, (x: number) => number>> = {
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  exp: Math.exp,
  sqrt: Math.sqrt,
  abs: Math.abs,
};

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
};

/** Columns that an expression names. */
export function columnsOf(expression: Expression): string[] {
  const names = new Set<string>();
  expression.node.traverse((node, path) => {
    if (node.type === "SymbolNode" && path !== "fn")
      names.add(expression.names.nameOf((node as SymbolNode).name));
  });
  return [...names];
}

/**
 * Evaluates arithmetic over columns, node by node and each node as one loop. Missing stays missing; a result that is
 * not finite where every input is, such as log(0), is a {@link DataError}.
 */
export function evaluateFormula(
  expression: Expression,
  rows: number,
  column: (name: string) => Float64Array,
): Float64Array {
  const value = evaluate(expression.node, expression, column);
  const result = typeof value === "number" ? sharedColumn(rows).fill(value) : value;
  const inputs = columnsOf(expression).map(column);
  let bad = 0;
  for (let i = 0; i < rows; i++) {
    if (!Number.isFinite(result[i]!) && inputs.every((input) => Number.isFinite(input[i]!))) bad++;
  }
  if (bad > 0) {
    throw new DataError(
      `the term "${expression.text}" is not a finite number in ${bad} of ${rows} rows (a logarithm or root of a number out of its range, or a division by 0); change the term or those rows.`,
    );
  }
  return result;
}

function evaluate(node: MathNode, expression: Expression, column: (name: string) => Float64Array): Value {
  const { text, names } = expression;
  switch (node.type) {
    case "ConstantNode": {
      const { value } = node as ConstantNode;
      if (typeof value === "number") return value;
      break;
    }
    case "SymbolNode":
      return column(names.nameOf((node as SymbolNode).name));
    case "ParenthesisNode":
      return evaluate((node as ParenthesisNode).content, expression, column);
    case "OperatorNode": {
      const { op, args, implicit } = node as OperatorNode;
      if (implicit) throw new ArgumentError(sideBySide(text));
      const values = args.map((each) => evaluate(each, expression, column));
      if (values.length === 1 && op === "-") return apply(values[0]!, (x) => -x);
      if (values.length === 1 && op === "+") return values[0]!;
      if (values.length === 2 && operators[op]) return combine(values[0]!, values[1]!, operators[op]);
      break;
    }
    case "FunctionNode": {
      const { fn, args } = node as FunctionNode;
      const apply1 = functions[(fn as unknown as SymbolNode).name];
      if (apply1 && args.length === 1) return apply(evaluate(args[0]!, expression, column), apply1);
      break;
    }
  }
  throw new ArgumentError(
    `the term "${text}" uses ${JSON.stringify(names.restore(node.toString()))}, which terms do not know. They know + - * / ^, ${Object.keys(functions).join(", ")}, C(column), bs(column, df), rcs(column, knots), scale(column) and ":".`,
  );
}

function sideBySide(text: string): string {
  return `the term "${text}" has two things side by side; write * between them for their product, ":" for an interaction, or backquotes around a name that is no plain word: "log(\`body mass\`)".`;
}

function apply(value: Value, f: (x: number) => number): Value {
  if (typeof value === "number") return f(value);
  const result = sharedColumn(value.length);
  for (let i = 0; i < value.length; i++) result[i] = f(value[i]!);
  return result;
}

function combine(a: Value, b: Value, f: (x: number, y: number) => number): Value {
  if (typeof a === "number" && typeof b === "number") return f(a, b);
  const rows = typeof a === "number" ? (b as Float64Array).length : a.length;
  const result = sharedColumn(rows);
  for (let i = 0; i < rows; i++) {
    result[i] = f(typeof a === "number" ? a : a[i]!, typeof b === "number" ? b : b[i]!);
  }
  return result;
}
