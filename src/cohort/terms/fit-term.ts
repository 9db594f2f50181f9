import { DataError } from "../../errors.js";
import { sharedColumn } from "../../numeric/columns.js";
import type { Frame } from "../frame.js";
import { almostNumbers, isTextColumn } from "../numeric-column.js";
import { fitLevels, levelColumns } from "./categories.js";
import { columnsOf, evaluateFormula } from "./evaluate-formula.js";
import { type Factor, parseTerm } from "./parse-term.js";
import { fitRestrictedSpline, restrictedColumns } from "./restricted-spline.js";
import { compressColumn, type SparseColumn, sparseLevels, sparseProduct } from "./sparse-column.js";
import { fitSpline, splineColumns } from "./spline.js";
import { fitScale, scaleValues } from "./standardize-values.js";

/** A term with what it learned from the data (levels, knots), ready to make columns from any frame. */
export interface FittedTerm {
  readonly term: string;
  readonly names: readonly string[];
  /** Columns of the table that the term reads. */
  readonly reads: readonly string[];
  columns(frame: Frame): Float64Array[];
  /** The same columns without their zeros, where they can be had without filling them in. */
  readonly sparse?: ((frame: Frame) => SparseColumn[]) | undefined;
}

/** The columns of a term without their zeros. */
export function sparseColumnsOf(term: Omit<FittedTerm, "term">, frame: Frame): SparseColumn[] {
  return term.sparse?.(frame) ?? term.columns(frame).map(compressColumn);
}

/** Reads a term and learns from the frame what it must remember; `role` names the argument in errors. */
export function fitTerm(term: string, frame: Frame, role: string): FittedTerm {
  const factors = parseTerm(term, frame.names).map((factor) => fitFactor(factor, frame, role));
  if (factors.length === 1) return { ...factors[0]!, term };
  return {
    term,
    names: factors.map((factor) => factor.names).reduce(pairNames),
    reads: [...new Set(factors.flatMap((factor) => factor.reads))],
    columns: (from) => factors.map((factor) => factor.columns(from)).reduce(pairProducts),
    sparse: (from) =>
      factors
        .map((factor) => sparseColumnsOf(factor, from))
        .reduce((left, right) => left.flatMap((a) => right.map((b) => sparseProduct(a, b)))),
  };
}

/** The columns of the table that a term reads. */
export function readsOf(term: string, columns: readonly string[]): string[] {
  return parseTerm(term, columns).flatMap((factor) => {
    if (factor.kind === "column" || factor.kind === "categories") return [factor.name];
    return columnsOf(factor.kind === "formula" ? factor.expression : factor.argument);
  });
}

/** Whether a term reads a column. */
export function readsColumn(term: string, column: string): boolean {
  return readsOf(term, [column]).includes(column);
}

type FittedFactor = Omit<FittedTerm, "term">;

function fitFactor(factor: Factor, frame: Frame, role: string): FittedFactor {
  switch (factor.kind) {
    case "column": {
      const { name } = factor;
      const values = frame.column(name, role);
      if (isTextColumn(values)) {
        const codes = almostNumbers(values);
        if (codes)
          throw new DataError(
            `${role} names "${name}" as a number, but ${codes}, or use C(${name}) for categories.`,
          );
        return fitCategories(name, undefined, name, frame, role);
      }
      return {
        names: [name],
        reads: [name],
        columns: (from) => [from.numbers(name, role)],
      };
    }
    case "categories":
      return fitCategories(factor.name, factor.reference, `C(${factor.name})`, frame, role);
    case "spline": {
      const { argument, degreesOfFreedom } = factor;
      const values = (from: Frame): Float64Array => evaluateFormula(argument, from.rows, reader(from, role));
      const label = `bs(${argument.text}, ${degreesOfFreedom})`;
      const spline = fitSpline(values(frame), degreesOfFreedom, label);
      return {
        names: Array.from({ length: degreesOfFreedom }, (_, k) => `${label}[${k + 1}]`),
        reads: columnsOf(argument),
        columns: (from) => splineColumns(spline, values(from)),
      };
    }
    case "restricted": {
      const { argument, knots } = factor;
      const values = (from: Frame): Float64Array => evaluateFormula(argument, from.rows, reader(from, role));
      const label = `rcs(${argument.text}, ${knots})`;
      const places = fitRestrictedSpline(values(frame), knots, label);
      return {
        names: Array.from({ length: knots - 1 }, (_, k) => `${label}[${k + 1}]`),
        reads: columnsOf(argument),
        columns: (from) => restrictedColumns(places, values(from)),
      };
    }
    case "scale": {
      const { argument } = factor;
      const values = (from: Frame): Float64Array => evaluateFormula(argument, from.rows, reader(from, role));
      const label = `scale(${argument.text})`;
      const scale = fitScale(values(frame), label);
      return {
        names: [label],
        reads: columnsOf(argument),
        columns: (from) => [scaleValues(scale, values(from))],
      };
    }
    case "formula": {
      const { expression } = factor;
      return {
        names: [expression.text],
        reads: columnsOf(expression),
        columns: (from) => [evaluateFormula(expression, from.rows, reader(from, role))],
      };
    }
  }
}

function fitCategories(
  name: string,
  reference: string | number | undefined,
  label: string,
  frame: Frame,
  role: string,
): FittedFactor {
  const levels = fitLevels(frame.column(name, role), name, reference);
  return {
    names: levels.slice(1).map((level) => `${label}[${level}]`),
    reads: [name],
    columns: (from) => levelColumns(levels, from.column(name, role), name),
    sparse: (from) => sparseLevels(levels, from.column(name, role), name),
  };
}

function reader(frame: Frame, role: string): (name: string) => Float64Array {
  return (name) => frame.numbers(name, role);
}

function pairNames(left: readonly string[], right: readonly string[]): string[] {
  return left.flatMap((a) => right.map((b) => `${a}:${b}`));
}

function pairProducts(left: Float64Array[], right: Float64Array[]): Float64Array[] {
  return left.flatMap((a) =>
    right.map((b) => {
      const product = sharedColumn(a.length);
      for (let i = 0; i < a.length; i++) product[i] = a[i]! * b[i]!;
      return product;
    }),
  );
}
