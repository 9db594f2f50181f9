import { assertInteger } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { sparseSubset } from "../../numeric/sparse-subset.js";
import { type SparseDesign, showDesign } from "./sparse-design.js";

/**
 * Some rows of a sparse design, in the order given; a row may come several times. All columns stay, those that are empty
 * now included, so that a model of one part predicts another.
 *
 * @example
 * const test = selectRows(design, split.parts.test.rows);
 */
export function selectRows(design: SparseDesign, rows: ArrayLike<number>): SparseDesign {
  for (let k = 0; k < rows.length; k++) {
    assertInteger(rows[k], `rows[${k}]`, 0);
    if (rows[k]! >= design.rows)
      throw new ArgumentError(
        `rows[${k}] must be below the design's ${design.rows} rows; it was ${rows[k]}.`,
      );
  }
  return showDesign({ ...sparseSubset(design, Int32Array.from(rows)), names: design.names });
}
