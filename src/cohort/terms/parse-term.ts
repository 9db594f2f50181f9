import { createRequire } from "node:module";
import type { MathNode } from "mathjs";
import { ArgumentError } from "../../errors.js";
import { type Masked, maskNames } from "./mask-names.js";

/** One factor of a term; factors joined by ":" are multiplied. */
export type Factor =
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "categories"; readonly name: string; readonly reference: string | number | undefined }
  | { readonly kind: "spline"; readonly argument: Expression; readonly degreesOfFreedom: number }
  | { readonly kind: "restricted"; readonly argument: Expression; readonly knots: number }
  | { readonly kind: "scale"; readonly argument: Expression }
  | { readonly kind: "formula"; readonly expression: Expression };

export interface Expression {
  readonly text: string;
  readonly node: MathNode;
  /** How the columns' names stand in the node. */
  readonly names: Masked;
}

/**
 * Reads a term: a column name, arithmetic over columns ("age^2", "log(lactate)"), "C(education)" or "C(education, 3)"
 * for categories (with their reference), "bs(age, 5)" for a spline, "rcs(age, 4)" for one that is restricted to lines in its tails, "scale(age)" for deviations from the mean in standard
 * deviations, and ":" between factors for interactions. Names that are no plain words stand in backquotes: "log(`body mass`)".
 */
export function parseTerm(term: string, columns: readonly string[]): readonly Factor[] {
  if (columns.includes(term)) return [{ kind: "column", name: term }];
  const parts = splitAtColons(term);
  if (parts.some((part) => part.trim() === "")) {
    throw new ArgumentError(
      `the term ${JSON.stringify(term)} has an empty factor; write factors as in "age:sex".`,
    );
  }
  return parts.map((part) => parseFactor(part.trim(), columns));
}

function parseFactor(text: string, columns: readonly string[]): Factor {
  if (columns.includes(text) || /^[\p{L}_$][\p{L}\p{N}_.$]*$/u.test(text))
    return { kind: "column", name: text };
  if (/^`[^`]+`$/u.test(text)) return { kind: "column", name: unquote(text) };
  const categories = /^C\(\s*(`[^`]+`|[^,()]+?)\s*(?:,\s*(.+?)\s*)?\)$/u.exec(text);
  if (categories) {
    return { kind: "categories", name: unquote(categories[1]!), reference: readReference(categories[2]) };
  }
  const spline = /^bs\((.+),\s*(\d+)\s*\)$/u.exec(text);
  if (spline)
    return { kind: "spline", argument: parseExpression(spline[1]!), degreesOfFreedom: Number(spline[2]) };
  const restricted = /^rcs\((.+),\s*(\d+)\s*\)$/u.exec(text);
  if (restricted)
    return { kind: "restricted", argument: parseExpression(restricted[1]!), knots: Number(restricted[2]) };
  if (/^rcs\s*\(/u.test(text)) {
    throw new ArgumentError(
      `the term "${text}" must give the spline's number of knots, as in "rcs(age, 4)".`,
    );
  }
  if (/^bs\s*\(/u.test(text)) {
    throw new ArgumentError(
      `the term "${text}" must give the spline's degrees of freedom, as in "bs(age, 5)".`,
    );
  }
  const scale = /^scale\((.+)\)$/u.exec(text);
  if (scale && closesAtEnd(text)) return { kind: "scale", argument: parseExpression(scale[1]!) };
  return { kind: "formula", expression: parseExpression(text) };
}

/** Whether the first parenthesis is closed by the last character, so that the call is the whole term. */
function closesAtEnd(text: string): boolean {
  let depth = 0;
  for (let i = text.indexOf("("); i < text.length - 1; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0) return false;
  }
  return true;
}

function parseExpression(text: string): Expression {
  const names = maskNames(text);
  try {
    return { text, node: mathParser()(names.text), names };
  } catch (error) {
    throw new ArgumentError(`the term "${text}" cannot be read: ${(error as Error).message}.`);
  }
}

/** mathjs takes a third of a second to load, so it is loaded at the first term that needs it. */
function mathParser(): (text: string) => MathNode {
  const { parse } = createRequire(import.meta.url)("mathjs/number") as { parse: (text: string) => MathNode };
  return parse;
}

function readReference(text: string | undefined): string | number | undefined {
  if (text === undefined) return undefined;
  const bare = unquote(text);
  return bare === text && text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : bare;
}

function unquote(text: string): string {
  return /^(["'`]).*\1$/.test(text) ? text.slice(1, -1) : text;
}

function splitAtColons(term: string): string[] {
  const parts = [""];
  let depth = 0;
  let quote = "";
  for (const character of term) {
    if (quote) quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'" || character === "`") quote = character;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    if (character === ":" && depth === 0 && !quote) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}
